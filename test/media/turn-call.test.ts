import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JoinGrant } from '#contracts/consultation.ts';
import { iceServers } from '#server/services/media/ice-servers.ts';
import { startMediaBrowser, type MediaBrowser } from '#test/support/media-browser.ts';
import { startTestMediaNode, type TestMediaNode } from '#test/support/media-node.ts';
import { BLUE, expectToFlow, expectToSee, join, RED } from '#test/support/media-watching.ts';
import { outsideAddress, startTurnServer, type TurnServer } from '#test/support/turn-server.ts';

// No relay leads to loopback, so a machine without any other address cannot run these.
describe.skipIf(outsideAddress === undefined)('a call that can go through the relay only', () => {
  let node: TestMediaNode;
  let chromium: MediaBrowser;
  let relay: TurnServer;

  beforeAll(async () => {
    const address = outsideAddress ?? '';
    [node, chromium, relay] = await Promise.all([
      startTestMediaNode({ announcedAddress: address }),
      startMediaBrowser(),
      startTurnServer({ mediaAddresses: [address] }),
    ]);
  });
  afterAll(async () => {
    await chromium.close();
    await Promise.all([node.close(), relay.close()]);
  });

  const relayed = async (room: { roomId: string; epoch: number }, transport: string): Promise<JoinGrant> => {
    const grant = await node.grant(room);
    const turn = { secret: relay.secret, urls: [`turn:127.0.0.1:${relay.port}?transport=${transport}`] };
    return { ...grant, iceServers: iceServers({ turn }, grant.peerId, new Date()) };
  };

  it.each(['udp', 'tcp'])('lets both see and hear each other, over %s to the relay', async (transport) => {
    const room = await node.openRoom();
    const [patient, doctor] = await Promise.all([chromium.openPage(), chromium.openPage()]);
    await join(patient, await relayed(room, transport), 'red', { path: 'relay' });
    await join(doctor, await relayed(room, transport), 'blue', { path: 'relay' });
    await Promise.all([expectToSee(doctor, RED), expectToSee(patient, BLUE)]);
    await Promise.all([expectToFlow(doctor), expectToFlow(patient)]);
    const paths = node.service.node.rooms
      .filter(({ id }) => id === room.roomId)
      .flatMap(({ peers }) => peers.flatMap(({ transports: { send, receive } }) => [send, receive]))
      .map((each) => each?.iceSelectedTuple);
    expect(paths).toHaveLength(4);
    for (const path of paths) {
      expect(path?.protocol).toBe('udp');
      expect(relay.isRelayPort(path?.remotePort)).toBe(true);
    }
    await Promise.all([patient.browserContext().close(), doctor.browserContext().close()]);
  });
});
