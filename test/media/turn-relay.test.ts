import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { iceServers } from '#server/services/media/ice-servers.ts';
import { trustSelfSigned, type SelfSigned } from '#test/support/self-signed.ts';
import { ATTRIBUTE, type Answer, type Credentials } from '#test/support/stun-message.ts';
import { TurnClient, type TurnTransport } from '#test/support/turn-client.ts';
import { hasIpv6, runStartScript, startTurnServer, type TurnServer } from '#test/support/turn-server.ts';

const MEDIA_NODE = '10.77.0.5';
const SECOND_MEDIA_NODE = '203.0.113.9';
const MEDIA_NODE_OVER_IPV6 = 'fd77::5';
const PEER = '0199a1b2-0000-7000-8000-000000000001';

const HOUR_MS = 3_600_000;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const ALLOCATION_QUOTA_REACHED = 486;

describe('the relay', () => {
  let certificate: SelfSigned;
  let relay: TurnServer;
  const open = new Set<TurnClient>();

  beforeAll(async () => {
    certificate = trustSelfSigned();
    relay = await startTurnServer({
      mediaAddresses: [MEDIA_NODE, SECOND_MEDIA_NODE, MEDIA_NODE_OVER_IPV6],
      tls: certificate,
    });
  });
  afterAll(async () => {
    for (const client of open) client.close();
    await relay.close();
    certificate.forget();
  });

  /** What the server would have given this peer, `agoMs` ago. */
  const credentialsOf = (peerId = PEER, agoMs = 0, secret = relay.secret): Credentials => {
    const turn = { secret, urls: [`turn:127.0.0.1:${relay.port}`] };
    const [server] = iceServers({ turn }, peerId, new Date(Date.now() - agoMs));
    return { username: server?.username ?? '', password: server?.credential ?? '' };
  };

  const connect = async (credentials?: Credentials, transport: TurnTransport = 'udp'): Promise<TurnClient> => {
    const port = transport === 'tls' ? relay.tlsPort : relay.port;
    const client = await TurnClient.connect({ port, transport }, credentials);
    open.add(client);
    return client;
  };

  const granted = { isSuccess: true, errorCode: null };
  const refused = (errorCode: number) => ({ isSuccess: false, errorCode });

  it.each(['udp', 'tcp', 'tls'] as const)('serves whoever the server gave credentials, over %s', async (transport) => {
    const client = await connect(credentialsOf(), transport);
    const answer = await client.allocate();
    expect(answer).toMatchObject(granted);
    expect(answer.attributes.has(ATTRIBUTE.xorRelayedAddress)).toBe(true);
    expect(await client.permit(MEDIA_NODE)).toMatchObject(granted);
  });

  it('serves nobody else: neither a relay nor a word about their own address', async () => {
    const stranger = await connect();
    const answers: Answer[] = [await stranger.bind(), await stranger.allocate()];
    for (const answer of answers) {
      expect(answer).toMatchObject(refused(UNAUTHORIZED));
      expect(answer.attributes.has(ATTRIBUTE.software)).toBe(false);
    }
  });

  it.each([
    ['were made with another secret', () => credentialsOf(PEER, 0, 'another secret')],
    ['have ended', () => credentialsOf(PEER, 13 * HOUR_MS)],
    [
      'say a later end than they were made with',
      () => ({ ...credentialsOf(PEER, 13 * HOUR_MS), username: credentialsOf().username }),
    ],
    [
      "are another peer's",
      () => ({ ...credentialsOf(), username: credentialsOf('0199a1b2-0000-7000-8000-000000000002').username }),
    ],
    ['have no end', () => ({ ...credentialsOf(), username: PEER })],
    ['are empty', () => ({ username: '', password: '' })],
  ])('refuses credentials that %s', async (_, make) => {
    expect(await (await connect(make())).allocate()).toMatchObject(refused(UNAUTHORIZED));
    // What was not allocated relays nothing.
    expect((await (await connect(make())).permit(MEDIA_NODE)).isSuccess).toBe(false);
  });

  it.each([MEDIA_NODE, SECOND_MEDIA_NODE])('leads to a media node: %s', async (address) => {
    const client = await connect(credentialsOf());
    await client.allocate();
    expect(await client.permit(address)).toMatchObject(granted);
  });

  it.each([
    ['private, beside a media node', '10.77.0.6'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['loopback', '127.0.0.1'],
    ['this host', '0.0.0.0'],
    ['link-local, where clouds keep secrets', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['documentation, beside a media node', '203.0.113.10'],
    ['public', '9.9.9.9'],
  ])('leads nowhere else: %s, %s', async (_, address) => {
    const client = await connect(credentialsOf());
    await client.allocate();
    expect(await client.permit(address)).toMatchObject(refused(FORBIDDEN));
    // The allocation is as it was.
    expect(await client.permit(MEDIA_NODE)).toMatchObject(granted);
  });

  it.skipIf(!hasIpv6).each([
    ['loopback', '::1'],
    ['unspecified', '::'],
    ['loopback written as IPv6', '::ffff:127.0.0.1'],
    ['private written as IPv6', '::ffff:10.0.0.1'],
    ['link-local', 'fe80::1'],
    ['private, beside a media node', 'fd77::6'],
    ['a media node written as IPv6', `::ffff:${MEDIA_NODE}`],
    ['multicast', 'ff02::1'],
    ['NAT64 of a private one', '64:ff9b::a00:1'],
    ['public', '2620:fe::9'],
  ])('leads nowhere over IPv6: %s, %s', async (_, address) => {
    const client = await connect(credentialsOf());
    expect(await client.allocate(6)).toMatchObject(granted);
    expect(await client.permit(address)).toMatchObject(refused(FORBIDDEN));
    expect(await client.permit(MEDIA_NODE_OVER_IPV6)).toMatchObject(granted);
  });

  it('gives one peer what a browser needs and no more, whatever end its credentials name', async () => {
    const peerId = '0199a1b2-0000-7000-8000-000000000003';
    const codes: (number | null)[] = [];
    for (let index = 0; index < 33; index += 1) {
      const client = await connect(credentialsOf(peerId, index * 1_000));
      codes.push((await client.allocate()).errorCode);
    }
    expect(codes).toEqual([...Array<null>(32).fill(null), ALLOCATION_QUOTA_REACHED]);
    expect(await (await connect(credentialsOf())).allocate()).toMatchObject(granted);
  });
});

describe('the script that starts the relay', () => {
  const SECRET = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0';

  it.each([
    ['no secret', null, '10.77.0.5', 'KANHU_TURN_SECRET_FILE'],
    ['an empty secret', '', '10.77.0.5', 'KANHU_TURN_SECRET_FILE'],
    ['a secret that can be guessed', 'change-me', '10.77.0.5', 'KANHU_TURN_SECRET_FILE'],
    ['a secret that brings a setting', `${SECRET}\nno-auth`, '10.77.0.5', 'KANHU_TURN_SECRET_FILE'],
    ['no media node', SECRET, '', 'KANHU_ANNOUNCED_ADDRESS'],
    ['a name for a media node', SECRET, 'media.example', 'KANHU_ANNOUNCED_ADDRESS'],
    ['a range for a media node', SECRET, '10.0.0.0-10.255.255.255', 'KANHU_ANNOUNCED_ADDRESS'],
    ['a network for a media node', SECRET, '10.77.0.5,10.0.0.0/8', 'KANHU_ANNOUNCED_ADDRESS'],
  ])('refuses %s, and does not repeat it', (_, secret, mediaAddress, name) => {
    const { code, said } = runStartScript({ secret, mediaAddress });
    expect(code).toBe(78);
    expect(said).toContain(name);
    for (const given of [secret, mediaAddress]) if (given) expect(said).not.toContain(given);
  });
});
