import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import type { JoinGrant } from '#contracts/consultation.ts';
import { startMediaBrowser, type MediaBrowser } from './media-browser.ts';
import { startTestMediaNode, type TestMediaNode } from './media-node.ts';
import type { TestRoom } from './media-remote.ts';
import { expectToFlow, join } from './media-watching.ts';

/** A visit of two real browsers, and eyes for whether anything at all has happened to it. */
export class WatchedCall {
  readonly node: TestMediaNode;
  readonly room: TestRoom;
  readonly grants: readonly [JoinGrant, JoinGrant];
  readonly #chromium: MediaBrowser;
  readonly #pages: readonly Page[];
  readonly #transportIds: readonly string[];

  private constructor(
    node: TestMediaNode,
    chromium: MediaBrowser,
    { room, grants, pages }: { room: TestRoom; grants: readonly [JoinGrant, JoinGrant]; pages: readonly Page[] },
  ) {
    this.node = node;
    this.room = room;
    this.grants = grants;
    this.#chromium = chromium;
    this.#pages = pages;
    this.#transportIds = this.transports.map(({ id }) => id);
  }

  static async start(): Promise<WatchedCall> {
    const [node, chromium] = await Promise.all([startTestMediaNode(), startMediaBrowser()]);
    const room = await node.openRoom();
    const grants = [await node.grant(room), await node.grant(room)] as const;
    const [patient, doctor] = await Promise.all([chromium.openPage(), chromium.openPage()]);
    await join(patient, grants[0], 'red');
    await join(doctor, grants[1], 'blue');
    await Promise.all(
      [patient, doctor].map((page) =>
        page.waitForFunction(() => {
          const { peer } = window.kanhuMedia;
          return peer.state === 'connected' && peer.remoteColour().length > 0;
        }),
      ),
    );
    return new WatchedCall(node, chromium, { room, grants, pages: [patient, doctor] });
  }

  /** Those of the two browsers, as the node has them. */
  get transports() {
    const peerIds: readonly string[] = this.grants.map(({ peerId }) => peerId);
    return this.node.service.node
      .roomFor(this.room)
      .peers.filter(({ id }) => peerIds.includes(id))
      .flatMap(({ transports: { send, receive } }) => (send ? [send, receive] : [receive]));
  }

  /** The UDP and TCP port of the media worker. */
  get rtcPort(): number {
    const port = this.transports[0]?.iceCandidates[0]?.port;
    if (port === undefined) throw new Error('the call has no transport');
    return port;
  }

  /** Each has that many tracks: two are those of the other. */
  async expectTracks(count: number): Promise<void> {
    const tracksOf = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.remoteSources.length);
    for (const page of this.#pages) await expect.poll(() => tracksOf(page), { timeout: 10_000 }).toBe(count);
  }

  /** Both still see and hear each other over the paths that they had, and noticed nothing but who came and went. */
  async expectUndisturbed(): Promise<void> {
    await Promise.all(this.#pages.map((page) => expectToFlow(page)));
    for (const page of this.#pages) {
      const { state, setbacks } = await page.evaluate(() => {
        const { peer } = window.kanhuMedia;
        const isSetback = ({ name, detail }: { name: string; detail: unknown }): boolean =>
          name === 'closed' || name.startsWith('local:') || (detail as { state?: string }).state === 'reconnecting';
        return { state: peer.state, setbacks: peer.events.filter(isSetback) };
      });
      expect({ state, setbacks }).toEqual({ state: 'connected', setbacks: [] });
    }
    expect(this.transports.map(({ id }) => id)).toEqual(this.#transportIds);
    expect(this.node.service.node.workerDeaths).toBe(0);
  }

  async close(): Promise<void> {
    await this.#chromium.close();
    await this.node.close();
  }
}
