import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JoinGrant } from '#contracts/consultation.ts';
import { startMediaBrowser, type MediaBrowser } from '#test/support/media-browser.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { BLUE, expectToFlow, expectToSee, join, RED, statistics } from '#test/support/media-watching.ts';

const stateOf = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.state);
const closedOf = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.closed);
const eventsOf = (page: Page) => page.evaluate(() => window.kanhuMedia.peer.events);

const namesOf = async (page: Page): Promise<string[]> => (await eventsOf(page)).map(({ name }) => name);

const widthAt = async (page: Page): Promise<number | undefined> =>
  (await statistics(page)).find(({ source }) => source === 'camera')?.frameWidth;

describe('a call between two browsers', () => {
  let node: TestMediaNode;
  let chromium: MediaBrowser;
  let room: { roomId: string; epoch: number };
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
    room = await node.openRoom();
    [patient, doctor] = await Promise.all([chromium.openPage(), chromium.openPage()]);
    return async () => {
      await Promise.all([patient.browserContext().close(), doctor.browserContext().close()]);
    };
  });

  const call = async () => {
    await join(patient, await node.grant(room, { displayName: 'Ben Sample' }), 'red');
    await join(doctor, await node.grant(room, { displayName: 'Ana Sample' }), 'blue');
  };

  it('lets both see and hear each other', async () => {
    await call();
    await Promise.all([expectToSee(doctor, RED), expectToSee(patient, BLUE)]);
    await Promise.all([expectToFlow(doctor), expectToFlow(patient)]);
    expect(await stateOf(doctor)).toBe('connected');
    expect(await doctor.evaluate(() => window.kanhuMedia.peer.peers)).toMatchObject([{ displayName: 'Ben Sample' }]);
    const flowing = () => node.server.events.filter(({ type }) => type === 'media:flowing');
    await expect.poll(() => flowing().length).toBe(2);
    expect(await widthAt(doctor)).toBe(640);
  });

  it('shows the sharpest picture that the camera has, and a smaller camera after it', async () => {
    const grant = await node.grant(room);
    await patient.evaluate((g) => window.kanhuMedia.peer.join(g, { colour: 'red', size: [1_280, 720] }), grant);
    await join(doctor, await node.grant(room), 'blue');
    await expect.poll(() => widthAt(doctor), { timeout: 15_000 }).toBe(1_280);
    await patient.evaluate(() => window.kanhuMedia.peer.replaceCamera('blue', [640, 480]));
    await expectToSee(doctor, BLUE);
    await expect.poll(() => widthAt(doctor), { timeout: 15_000 }).toBe(640);
    await expectToFlow(doctor);
  });

  it('mutes and unmutes, and changes the camera, without a new negotiation', async () => {
    await call();
    await Promise.all([expectToFlow(doctor), expectToFlow(patient)]);
    await patient.evaluate(() => window.kanhuMedia.peer.session?.setMicrophoneEnabled(false));
    await patient.evaluate(() => window.kanhuMedia.peer.session?.setCameraEnabled(false));
    await expect.poll(async () => (await namesOf(doctor)).filter((name) => name === 'track:paused').length).toBe(2);
    const [silent] = (await statistics(doctor)).filter(({ source }) => source === 'camera');
    await patient.evaluate(() => window.kanhuMedia.peer.replaceCamera('blue'));
    await patient.evaluate(() => window.kanhuMedia.peer.session?.setMicrophoneEnabled(true));
    await patient.evaluate(() => window.kanhuMedia.peer.session?.setCameraEnabled(true));
    await expectToSee(doctor, BLUE);
    await expectToFlow(doctor);
    expect((await namesOf(doctor)).filter((name) => name === 'track:added')).toHaveLength(2);
    expect(silent?.framesDecoded).toBeGreaterThan(0);
  });

  it('in which the last of quick wishes wins', async () => {
    await call();
    await expectToFlow(doctor);
    await patient.evaluate(async () => {
      const { session } = window.kanhuMedia.peer;
      await Promise.all([false, true, false, true, false].map(async (wish) => session?.setMicrophoneEnabled(wish)));
    });
    expect(await patient.evaluate(() => window.kanhuMedia.peer.session?.isEnabled('microphone'))).toBe(false);
    await expect
      .poll(async () => doctor.evaluate(() => window.kanhuMedia.peer.session?.remoteTracks.map((t) => t.isPaused)))
      .toEqual(expect.arrayContaining([true, false]));
  });

  it('ends for the other side when one leaves, and for both when the server ends it', async () => {
    await call();
    await expectToFlow(doctor);
    await patient.evaluate(() => window.kanhuMedia.peer.session?.leave());
    expect(await closedOf(patient)).toBe('left');
    await expect.poll(() => namesOf(doctor)).toContain('peer:left');
    expect(await doctor.evaluate(() => window.kanhuMedia.peer.remoteSources)).toEqual([]);
    await node.control({ type: 'room:close', roomId: room.roomId, reason: 'ended' });
    await expect.poll(() => closedOf(doctor)).toBe('ended');
    expect(await doctor.evaluate(() => window.kanhuMedia.isRejoinable('ended'))).toBe(false);
  });

  it('goes on in the next epoch after the media worker was killed', async () => {
    await call();
    await expectToFlow(doctor);
    const [pid = 0] = node.service.node.workerPids;
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => Promise.all([closedOf(patient), closedOf(doctor)])).toEqual(['worker-died', 'worker-died']);
    expect(await doctor.evaluate(() => window.kanhuMedia.isRejoinable('worker-died'))).toBe(true);
    room = { ...room, epoch: room.epoch + 1 };
    await expect
      .poll(async () => (await node.control({ type: 'room:open', ...room })).status, { timeout: 10_000 })
      .toBe(200);
    await Promise.all([patient.reload(), doctor.reload()]);
    await Promise.all([patient, doctor].map((page) => page.waitForFunction(() => 'kanhuMedia' in window)));
    await call();
    await Promise.all([expectToSee(doctor, RED), expectToSee(patient, BLUE)]);
  });

  it('finds its path again after the network was away for a while', async () => {
    await call();
    await expectToFlow(doctor);
    const [pid = 0] = node.service.node.workerPids;
    process.kill(pid, 'SIGSTOP');
    await expect.poll(() => stateOf(doctor), { timeout: 20_000 }).toBe('reconnecting');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    process.kill(pid, 'SIGCONT');
    await expect.poll(() => stateOf(doctor), { timeout: 20_000 }).toBe('connected');
    await Promise.all([expectToFlow(doctor), expectToFlow(patient)]);
  });

  it('goes on with a microphone alone, and with no device at all one can still watch', async () => {
    await join(patient, await node.grant(room), 'red');
    const grant = await node.grant(room);
    await doctor.evaluate((g) => window.kanhuMedia.peer.join(g, { hasMicrophone: false }), grant);
    await expectToSee(doctor, RED);
    expect(await doctor.evaluate(() => window.kanhuMedia.peer.session?.mayPublish)).toBe(true);
    expect(await patient.evaluate(() => window.kanhuMedia.peer.remoteSources)).toEqual([]);
  });

  it('knows who came, and who left, while the browser was still being prepared', async () => {
    await join(patient, await node.grant(room, { displayName: 'Ben Sample' }), 'red');
    await doctor.evaluate(() => window.kanhuMedia.holdOffers());
    const grant = await node.grant(room);
    const joining = join(doctor, grant, 'blue');
    const joined = () =>
      node.server.events.filter((event) => event.type === 'peer:joined' && event.roomId === room.roomId);
    await expect.poll(() => joined().length).toBe(2);
    await patient.evaluate(() => window.kanhuMedia.peer.session?.leave());
    const colleague = await chromium.openPage();
    await join(colleague, await node.grant(room, { displayName: 'Cy Sample' }), 'red');
    await expect.poll(() => joined().length).toBe(3);
    await doctor.evaluate(() => window.kanhuMedia.letOffersGo());
    await joining;
    await expect
      .poll(() => doctor.evaluate(() => window.kanhuMedia.peer.peers.map(({ displayName }) => displayName)))
      .toEqual(['Cy Sample']);
    await expectToSee(doctor, RED);
    await colleague.browserContext().close();
  });

  it('tells why the node refused', async () => {
    const used = await node.grant(room);
    await join(patient, used, 'red');
    const code = (grant: JoinGrant) =>
      doctor.evaluate(
        (g) =>
          window.kanhuMedia.peer.join(g).then(
            () => 'joined',
            (error: unknown) => (error as { code?: string }).code,
          ),
        grant,
      );
    expect(await code(used)).toBe('unauthenticated');
    expect(await code({ ...(await node.grant(room)), mediaUrl: 'http://localhost:9' })).toBe('unavailable');
    expect(await code(await node.grant({ ...room, epoch: 99 }))).toBe('conflict');
  });
});

describe('a call through a network without UDP', () => {
  it('flows over TCP', async () => {
    const [node, chromium] = await Promise.all([startTestMediaNode({ isUdpEnabled: false }), startMediaBrowser()]);
    try {
      const room = await node.openRoom();
      const [patient, doctor] = await Promise.all([chromium.openPage(), chromium.openPage()]);
      await join(patient, await node.grant(room), 'red');
      await join(doctor, await node.grant(room), 'blue');
      await Promise.all([expectToSee(doctor, RED), expectToSee(patient, BLUE)]);
      await Promise.all([expectToFlow(doctor), expectToFlow(patient)]);
      const tuples = node.service.node.rooms.flatMap(({ peers }) =>
        peers.map(({ transports }) => transports.receive.iceSelectedTuple?.protocol),
      );
      expect(tuples).toEqual(['tcp', 'tcp']);
    } finally {
      await chromium.close();
      await node.close();
    }
  });
});
