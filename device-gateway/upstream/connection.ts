import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { generate, parser as createParser, type IPublishPacket, type Packet } from 'mqtt-packet';
import { TOPIC_ROOT } from '#contracts/mqtt.ts';
import { MAX_PACKET_BYTES } from '../broker/packet-lengths.ts';
import type { Settle } from '../micro-batch/micro-batch.ts';

/** A session that nobody comes back to for two weeks is given up; a gateway's outage must never last that long. */
const SESSION_EXPIRY_S = 14 * 24 * 3600;
/** Messages that the broker may have under way to us without an acknowledgement. */
const RECEIVE_MAXIMUM = 2000;
const KEEP_ALIVE_S = 30;
const CONNECT_TIMEOUT_MS = 10_000;
/** A broker that has not closed its side by then is not waited for. */
const CLOSE_TIMEOUT_MS = 1000;
/** A session that is left is empty when nothing has come for this long. */
const QUIET_MS = 2000;
const PUBACK = 0x40;

/** What devices publish under their own topic. */
export const DEVICE_CHANNELS = ['readings', 'status', 'gatt/#'] as const;
/** All gateways share one subscription: each message goes to one of them. */
const SHARED_TOPICS = DEVICE_CHANNELS.map((channel) => `$share/kanhu/${TOPIC_ROOT}/+/${channel}`);

export type UpstreamMessage = { topic: string; payload: Buffer; qos: number };

export type UpstreamConnectionOptions = {
  url: string;
  clientId: string;
  /** Not settled with null: not acknowledged, the connection ends, and the broker sends the message again. */
  onMessage: (message: UpstreamMessage, settle: Settle) => void;
  onReady: () => void;
  /** Leave for good: take what the session still holds, and end the session itself. */
  isLeaving?: boolean;
  /** Called once, whoever ended it. */
  onClosed: (reason: string) => void;
};

/**
 * One MQTT 5 connection to an external broker: persistent session, acknowledgement after commit. MQTT.js hands on one
 * message at a time and waits for its acknowledgement, so that a commit of 5 ms would mean 200 messages a second: this
 * takes all that the broker sends and acknowledges a batch in one write.
 */
export class UpstreamConnection {
  readonly clientId: string;
  readonly #options: UpstreamConnectionOptions;
  readonly #socket: Socket;
  #acknowledgements: Buffer[] = [];
  #pending = 0;
  #isClosing = false;
  #isClosed = false;
  #closedReason = 'connection lost';
  #keepAlive: NodeJS.Timeout | null = null;
  #quiet: NodeJS.Timeout | null = null;
  #onIdle: (() => void) | null = null;
  readonly #closed = Promise.withResolvers<undefined>();

  constructor(options: UpstreamConnectionOptions) {
    this.#options = options;
    this.clientId = options.clientId;
    const url = new URL(options.url);
    const isTls = url.protocol === 'mqtts:';
    const target = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (isTls ? 8883 : 1883) };
    this.#socket = isTls ? connectTls({ ...target, servername: target.host }) : connectTcp(target);
    this.#socket.setNoDelay(true);
    this.#socket.setTimeout(CONNECT_TIMEOUT_MS, () => this.#end('no answer'));
    this.#socket.once(isTls ? 'secureConnect' : 'connect', () => this.#signIn(url));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? 'connection failed'));
    this.#socket.once('close', () => this.#onSocketClosed());

    const parser = createParser({ protocolVersion: 5 });
    parser.on('packet', (packet) => this.#onPacket(packet));
    parser.on('error', () => this.#end('broker sent no valid MQTT'));
    this.#socket.on('data', (chunk) => parser.parse(chunk));
  }

  /** While paused the broker keeps what it has. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isClosing) this.#socket.resume();
  }

  /** Takes nothing more, answers what was taken, and leaves the session to whoever comes next under this client id. */
  async close(): Promise<void> {
    if (!this.#isClosing && !this.#isClosed) {
      this.#isClosing = true;
      this.#socket.pause();
      if (this.#pending > 0) await new Promise<void>((resolve) => (this.#onIdle = resolve));
      this.#signOut('closed');
    }
    await this.#closed.promise;
  }

  #signIn(url: URL): void {
    this.#send({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 5,
      clean: false,
      clientId: this.clientId,
      keepalive: KEEP_ALIVE_S,
      ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
      ...(url.password ? { password: Buffer.from(decodeURIComponent(url.password)) } : {}),
      properties: {
        sessionExpiryInterval: SESSION_EXPIRY_S,
        receiveMaximum: RECEIVE_MAXIMUM,
        maximumPacketSize: MAX_PACKET_BYTES,
      },
    });
  }

  #send(packet: Packet): void {
    if (this.#socket.writable) this.#socket.write(generate(packet, { protocolVersion: 5 }));
  }

  #onPacket(packet: Packet): void {
    switch (packet.cmd) {
      case 'connack':
        if (packet.reasonCode !== 0) {
          this.#end(`refused by the broker (reason code ${packet.reasonCode ?? 'unknown'})`);
          return;
        }
        if (this.#options.isLeaving) {
          this.#send({ cmd: 'unsubscribe', messageId: 1, unsubscriptions: SHARED_TOPICS });
        } else {
          const subscriptions = SHARED_TOPICS.map((topic) => ({ topic, qos: 1 as const }));
          this.#send({ cmd: 'subscribe', messageId: 1, subscriptions });
        }
        break;
      case 'suback':
        this.#onGranted(packet.granted.map(Number));
        break;
      case 'unsuback':
        this.#onReady();
        this.#quiet = setInterval(() => this.#leaveWhenQuiet(), QUIET_MS);
        break;
      case 'publish':
        this.#onPublish(packet);
        break;
      case 'disconnect':
        this.#end(packet.reasonCode === 0x8e ? 'taken over' : `ended by the broker (${packet.reasonCode ?? 0})`);
        break;
      default:
    }
  }

  /** An installation's own access rules decide: what they leave out is named, so that somebody adds it. */
  #onGranted(granted: readonly number[]): void {
    const refused = SHARED_TOPICS.filter((_, index) => (granted[index] ?? 0x80) >= 0x80);
    if (refused.length > 0) this.#end(`subscription refused by the broker: ${refused.join(', ')}`);
    else this.#onReady();
  }

  #onReady(): void {
    // Something must be heard within one and a half keep-alives: the answer to a ping, if nothing else.
    this.#socket.setTimeout(KEEP_ALIVE_S * 1500);
    this.#keepAlive ??= setInterval(() => this.#send({ cmd: 'pingreq' }), KEEP_ALIVE_S * 500);
    this.#options.onReady();
  }

  #onPublish({ topic, payload, qos, messageId }: IPublishPacket): void {
    // Not acknowledged, so the broker sends it to whoever comes next.
    if (this.#isClosing) return;
    this.#quiet?.refresh();
    this.#pending += 1;
    this.#options.onMessage({ topic, payload: Buffer.from(payload), qos }, (error) => {
      this.#pending -= 1;
      if (error) this.#end('not stored');
      else if (qos > 0 && messageId !== undefined) this.#acknowledge(messageId);
      if (this.#pending === 0) this.#onIdle?.();
    });
  }

  #leaveWhenQuiet(): void {
    if (this.#pending > 0) return;
    this.#isClosing = true;
    this.#signOut('left', { sessionExpiryInterval: 0 });
  }

  #acknowledge(messageId: number): void {
    if (this.#acknowledgements.length === 0) setImmediate(() => this.#flush());
    this.#acknowledgements.push(Buffer.from([PUBACK, 2, messageId >> 8, messageId & 0xff]));
  }

  #flush(): void {
    if (this.#acknowledgements.length === 0 || !this.#socket.writable) return;
    const acknowledgements = this.#acknowledgements;
    this.#acknowledgements = [];
    this.#socket.write(Buffer.concat(acknowledgements));
  }

  #signOut(reason: string, properties: { sessionExpiryInterval?: number } = {}): void {
    this.#closedReason = reason;
    this.#flush();
    this.#send({ cmd: 'disconnect', reasonCode: 0, properties });
    this.#socket.end();
    this.#socket.resume();
    setTimeout(() => this.#socket.destroy(), CLOSE_TIMEOUT_MS).unref();
  }

  #end(reason: string): void {
    if (this.#isClosed || this.#isClosing) return;
    this.#closedReason = reason;
    this.#socket.destroy();
  }

  #onSocketClosed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#keepAlive) clearInterval(this.#keepAlive);
    if (this.#quiet) clearInterval(this.#quiet);
    this.#onIdle?.();
    this.#closed.resolve(undefined);
    this.#options.onClosed(this.#closedReason);
  }
}
