import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import type { JoinGrant } from '#contracts/consultation.ts';
import type { JoinOptions } from '#web-client/media/session.ts';

export const RED = [255, 0, 0];
export const BLUE = [0, 0, 255];

type Options = Pick<JoinOptions, 'path'>;

/** Joins with a camera of one colour and a microphone that hums. */
export const join = (page: Page, grant: JoinGrant, colour: string, options: Options = {}): Promise<void> =>
  page.evaluate(
    (...args) => window.kanhuMedia.peer.join(args[0], { colour: args[1], ...args[2] }),
    grant,
    colour,
    options,
  );

export const statistics = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.statistics());

/** Is this page shown that colour? VP8 keeps it nearly. */
export const expectToSee = async (page: Page, colour: number[], timeout = 15_000): Promise<void> => {
  await expect
    .poll(
      async () => {
        const shown = await page.evaluate(() => window.kanhuMedia.peer.remoteColour());
        return shown.length === 3 && shown.every((value, index) => Math.abs(value - (colour[index] ?? 0)) < 60);
      },
      { timeout },
    )
    .toBe(true);
};

/** Do frames and sound go on arriving at this page? */
export const expectToFlow = async (page: Page, timeout = 15_000): Promise<void> => {
  const before = await statistics(page);
  await expect
    .poll(
      async () => {
        const now = await statistics(page);
        const grows = (source: string, read: 'framesDecoded' | 'totalAudioEnergy') =>
          (now.find((each) => each.source === source)?.[read] ?? 0) >
          (before.find((each) => each.source === source)?.[read] ?? 0);
        const isHeard = (now.find(({ source }) => source === 'microphone')?.audioLevel ?? 0) > 0.01;
        return grows('camera', 'framesDecoded') && grows('microphone', 'totalAudioEnergy') && isHeard;
      },
      { timeout },
    )
    .toBe(true);
};
