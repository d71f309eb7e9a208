import { createHash, createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Methods and attributes of STUN (RFC 8489) and TURN (RFC 8656) that the tests speak. */
export const METHOD = { binding: 0x0001, allocate: 0x0003, refresh: 0x0004, createPermission: 0x0008 } as const;
export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  priority: 0x0024,
  software: 0x8022,
  fingerprint: 0x8028,
  iceControlling: 0x802a,
} as const;

export const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const SUCCESS = 0x0100;
const ERROR = 0x0110;

export type Attributes = ReadonlyMap<number, Buffer>;
export type Credentials = { username: string; password: string };
export type Answer = { transactionId: string; isSuccess: boolean; errorCode: number | null; attributes: Attributes };

const attribute = (type: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)]);
};

const message = (type: number, transactionId: Buffer, attributes: Buffer, bytesToCome = 0): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(attributes.length + bytesToCome, 2);
  head.writeUInt32BE(MAGIC_COOKIE, 4);
  return Buffer.concat([head, transactionId, attributes]);
};

/** Attributes of a request; an IPv6 address in them is mixed with the id of the transaction. */
export type MakeAttributes = (transactionId: Buffer) => readonly (readonly [number, Buffer])[];

/** Who signs a request: the attributes that say so, and the key of its MESSAGE-INTEGRITY. */
export type Signature = { attributes: readonly (readonly [number, Buffer])[]; key: Buffer };

/** The long-term credential mechanism (RFC 8489, 9.2). */
export const longTermSignature = (
  { username, password }: Credentials,
  { realm, nonce }: { realm: Buffer; nonce: Buffer },
): Signature => ({
  attributes: [
    [ATTRIBUTE.username, Buffer.from(username)],
    [ATTRIBUTE.realm, realm],
    [ATTRIBUTE.nonce, nonce],
  ],
  key: createHash('md5').update(`${username}:${realm.toString()}:${password}`).digest(),
});

/** The short-term credential mechanism (RFC 8489, 9.1), which ICE uses. */
export const shortTermSignature = ({ username, password }: Credentials): Signature => ({
  attributes: [[ATTRIBUTE.username, Buffer.from(username)]],
  key: Buffer.from(password),
});

/** One request, with its fingerprint, and its signature where somebody signs. */
export const encodeRequest = (
  method: number,
  wanted: MakeAttributes,
  signature?: Signature,
): { transactionId: string; bytes: Buffer } => {
  const id = randomBytes(12);
  const all = [...wanted(id), ...(signature?.attributes ?? [])];
  let attributes = Buffer.concat(all.map(([type, value]) => attribute(type, value)));
  if (signature) {
    // The length that is signed covers the attribute that holds the signature.
    const signed = createHmac('sha1', signature.key)
      .update(message(method, id, attributes, 24))
      .digest();
    attributes = Buffer.concat([attributes, attribute(ATTRIBUTE.messageIntegrity, signed)]);
  }
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE((crc32(message(method, id, attributes, 8)) ^ 0x5354554e) >>> 0);
  attributes = Buffer.concat([attributes, attribute(ATTRIBUTE.fingerprint, checksum)]);
  return { transactionId: id.toString('hex'), bytes: message(method, id, attributes) };
};

/** How long the message is that begins here; null while its head is incomplete. */
export const messageBytes = (received: Buffer): number | null =>
  received.length < HEADER_BYTES ? null : HEADER_BYTES + received.readUInt16BE(2);

/** An answer to a request; null for anything else that a server sends. */
export const decodeAnswer = (bytes: Buffer): Answer | null => {
  const type = bytes.readUInt16BE(0);
  const kind = type & ERROR;
  if ((kind !== SUCCESS && kind !== ERROR) || bytes.readUInt32BE(4) !== MAGIC_COOKIE) return null;
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length + (-length & 3);
  }
  const error = attributes.get(ATTRIBUTE.errorCode);
  return {
    transactionId: bytes.toString('hex', 8, HEADER_BYTES),
    isSuccess: kind === SUCCESS,
    errorCode: error ? error.readUInt8(2) * 100 + error.readUInt8(3) : null,
    attributes,
  };
};

/** The sixteen bytes of an IPv6 address, also of one that ends as IPv4 (`::ffff:10.0.0.1`). */
const ipv6Bytes = (address: string): Buffer => {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [before = '', after] = hex.split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [first, last] = [groups(before), groups(after ?? '')];
  const all = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
};

/** XOR-PEER-ADDRESS (RFC 8489, 14.2). */
export const xorPeerAddress = (address: string, port: number, transactionId: Buffer): Buffer => {
  const isIpv6 = address.includes(':');
  const plain = isIpv6 ? ipv6Bytes(address) : Buffer.from(address.split('.').map(Number));
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(MAGIC_COOKIE);
  const mask = Buffer.concat([cookie, transactionId]);
  const head = Buffer.from([0, isIpv6 ? 2 : 1, 0, 0]);
  head.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  return Buffer.concat([head, plain.map((byte, index) => byte ^ (mask[index] ?? 0))]);
};
