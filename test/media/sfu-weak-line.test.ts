import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMediaBrowser, type MediaBrowser } from '#test/support/media-browser.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { WeakLine } from '#test/support/weak-line.ts';
import type { NetworkQuality, RemoteTrack } from '#web-client/media/session.ts';

const WITHIN = { timeout: 60_000, interval: 250 };

const qualityOf = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.quality);
const remoteCameraOf = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.remoteCamera);
const statistics = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.statistics());

const arrived = async (page: Page) => {
  const all = await statistics(page);
  const of = (source: string) => all.find((each) => each.source === source);
  return {
    frames: of('camera')?.framesDecoded ?? 0,
    width: of('camera')?.frameWidth ?? 0,
    voicePackets: of('microphone')?.packetsReceived ?? 0,
    voiceEnergy: of('microphone')?.totalAudioEnergy ?? 0,
  };
};

type Arrived = Awaited<ReturnType<typeof arrived>>;

const isLouderThan =
  (before: readonly Arrived[]) =>
  ({ voicePackets, voiceEnergy }: Arrived, index: number): boolean =>
    voicePackets > (before[index]?.voicePackets ?? 0) + 20 && voiceEnergy > (before[index]?.voiceEnergy ?? 0);

const eventsOf = async <Detail>(page: Page, name: string): Promise<Detail[]> =>
  (await page.evaluate(() => window.kanhuMedia.peer.events))
    .filter((event) => event.name === name)
    .map(({ detail }) => detail as Detail);

const changesOf = (page: Page) => eventsOf<NetworkQuality>(page, 'quality:changed');
const pausesAt = (page: Page) => eventsOf<RemoteTrack>(page, 'track:paused');

const expectPictures = async (page: Page): Promise<void> => {
  const before = await arrived(page);
  await expect.poll(async () => (await arrived(page)).frames - before.frames, WITHIN).toBeGreaterThan(10);
};

describe('a call over a weak line', () => {
  let node: TestMediaNode;
  let chromium: MediaBrowser;
  let line: WeakLine;
  let patient: Page;
  let doctor: Page;

  beforeAll(async () => {
    [node, chromium] = await Promise.all([startTestMediaNode({ workers: 1 }), startMediaBrowser()]);
  });
  afterAll(async () => {
    await chromium.close();
    await node.close();
  });

  beforeEach(async () => {
    line = await WeakLine.open(node.rtcPort);
    [patient, doctor] = await Promise.all([chromium.openPage({ linePort: line.port }), chromium.openPage()]);
    const room = await node.openRoom();
    // As the server does: a room whose lease ends is closed.
    const renewing = setInterval(() => void node.control({ type: 'lease:renew', roomIds: [room.roomId] }), 10_000);
    for (const [page, colour] of [
      [patient, 'red'],
      [doctor, 'blue'],
    ] as const) {
      const grant = await node.grant(room);
      await page.evaluate((...args) => window.kanhuMedia.peer.join(args[0], { colour: args[1] }), grant, colour);
    }
    await Promise.all([expectPictures(doctor), expectPictures(patient)]);
    return async () => {
      clearInterval(renewing);
      await Promise.all([patient.browserContext().close(), doctor.browserContext().close()]);
      line.close();
    };
  });

  it('takes the line that the test gave it', () => {
    expect(line.up.passed.packets).toBeGreaterThan(50);
    expect(line.down.passed.packets).toBeGreaterThan(50);
  });

  it('keeps the voices for 20 seconds of a dip, gives up the pictures, says why, and has them back by itself', async () => {
    line.weaken({ up: { bitrate: 60_000, loss: 0.05 }, down: { bitrate: 60_000, loss: 0.05 } });
    const overAtMs = Date.now() + 20_000;
    for (let heard = await Promise.all([arrived(doctor), arrived(patient)]); Date.now() < overAtMs;) {
      // Fifty packets a second are sent; the next twenty must come, over and over.
      await expect
        .poll(async () => (await Promise.all([arrived(doctor), arrived(patient)])).map(isLouderThan(heard)), WITHIN)
        .toEqual([true, true]);
      heard = await Promise.all([arrived(doctor), arrived(patient)]);
    }
    expect(await changesOf(patient)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'poor' }),
        expect.objectContaining({ sending: 'voice' }),
        expect.objectContaining({ receiving: 'voice' }),
      ]),
    );
    // Once in the dip at least the doctor was told why, and the doctor's own line was never blamed for it.
    expect(await pausesAt(doctor)).toContainEqual(
      expect.objectContaining({ source: 'camera', isPaused: true, pauseReason: 'weak-line' }),
    );
    expect(await pausesAt(patient)).toContainEqual(
      expect.objectContaining({ source: 'camera', isPaused: true, pauseReason: null }),
    );
    expect((await pausesAt(doctor)).filter(({ source }) => source === 'microphone')).toEqual([]);
    expect((await pausesAt(patient)).filter(({ source }) => source === 'microphone')).toEqual([]);
    expect((await changesOf(doctor)).filter(({ sending }) => sending !== 'full')).toEqual([]);
    expect((await changesOf(doctor)).map(({ receiving }) => receiving)).not.toContain('voice');

    line.restore();
    // The browser takes its time to believe in the bitrate of before: until then the line is called fair.
    await expect.poll(() => qualityOf(patient), WITHIN).toMatchObject({ sending: 'full', receiving: 'full' });
    await expect.poll(() => remoteCameraOf(doctor), WITHIN).toEqual({ isPaused: false, pauseReason: null });
    await Promise.all([expectPictures(doctor), expectPictures(patient)]);
  });

  it('tells a muted camera from one that the line has stopped, also when both come together', async () => {
    line.weaken({ up: { loss: 0.3 } });
    await expect.poll(() => remoteCameraOf(doctor), WITHIN).toEqual({ isPaused: true, pauseReason: 'weak-line' });
    await patient.evaluate(() => window.kanhuMedia.peer.session?.setCameraEnabled(false));
    await expect.poll(() => remoteCameraOf(doctor), WITHIN).toEqual({ isPaused: true, pauseReason: 'person' });
    line.restore();
    await expect.poll(() => qualityOf(patient), WITHIN).toMatchObject({ sending: 'full' });
    expect(await remoteCameraOf(doctor)).toEqual({ isPaused: true, pauseReason: 'person' });
    await patient.evaluate(() => window.kanhuMedia.peer.session?.setCameraEnabled(true));
    await expectPictures(doctor);
  });

  it('takes no pictures where nobody wants them, and a small one where it is shown small', async () => {
    await expect.poll(async () => (await arrived(doctor)).width, WITHIN).toBe(640);
    await doctor.evaluate(() => window.kanhuMedia.peer.showRemoteCameraAt(160, 120));
    await expect.poll(async () => (await arrived(doctor)).width, WITHIN).toBe(320);
    await doctor.evaluate(() => window.kanhuMedia.peer.showRemoteCameraAt(800, 600));
    await expect.poll(async () => (await arrived(doctor)).width, WITHIN).toBe(640);

    await doctor.evaluate(() => window.kanhuMedia.peer.session?.setPicturesWanted(false));
    expect(await remoteCameraOf(doctor)).toEqual({ isPaused: true, pauseReason: null });
    const before = await arrived(doctor);
    await expect
      .poll(async () => (await arrived(doctor)).voicePackets - before.voicePackets, WITHIN)
      .toBeGreaterThan(100);
    // A frame or two were on their way.
    expect((await arrived(doctor)).frames - before.frames).toBeLessThan(10);
    await doctor.evaluate(() => window.kanhuMedia.peer.session?.setPicturesWanted(true));
    await expectPictures(doctor);
  });
});
