import type { MqttClient } from 'mqtt';
import type { DEVICE_TOKEN_LIFETIME_MIN } from '#contracts/bluetooth.ts';
import type { DeviceStatus, GattCharacteristic, TOPIC_ROOT } from '#contracts/mqtt.ts';
import type { z } from 'zod';
import { issueDeviceToken, type DeviceToken } from './bluetooth-devices.ts';
import { RequestError } from './request.ts';

const ROOT: typeof TOPIC_ROOT = 'kanhu/v1';
const LIFETIME_MIN: typeof DEVICE_TOKEN_LIFETIME_MIN = 15;
/** Early enough to be connected anew before the old token ends the connection. */
const RENEW_AFTER_MS = (LIFETIME_MIN - 1) * 60_000;
const KEEP_ALIVE_S = 20;
const PATIENCE_MS = 15_000;
/** Longer than the clinic holds an acknowledgement while its storage is away; then the connection is given up. */
const ACKNOWLEDGED_WITHIN_MS = 30_000;
const RETRY_AFTER_MS = [1_000, 2_000, 5_000, 10_000, 20_000] as const;

/** CONNACK: bad user name or password, not authorised (MQTT 3.1.1, 3.2.2.3). */
const REFUSED_BY_CONNACK: readonly unknown[] = [4, 5];

/** `lost`: the device is no longer this person's, and will not be by trying again. */
export type LinkState = 'connecting' | 'online' | 'offline' | 'lost';

export type LinkListener = { state: (state: LinkState) => void };

type Connection = { client: MqttClient; closed: Promise<never> };

type Frame = { characteristic: GattCharacteristic; bytes: Uint8Array; heardAtMs: number };

/** The way to the clinic for one device: MQTT over WebSocket, with a token that is renewed, kept up until it is closed. */
export class DeviceLink {
  readonly #deviceId: string;
  readonly #listener: LinkListener;
  #connection: Connection | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #renewTimer: ReturnType<typeof setTimeout> | undefined;
  #token: (DeviceToken & { issuedAtMs: number }) | null = null;
  /** Ends the wait for a connection that is being opened. */
  #giveUp: () => void = () => undefined;
  #failures = 0;
  #isConnecting = false;
  #isClosed = false;
  #battery: number | undefined;
  state: LinkState = 'connecting';

  constructor(deviceId: string, listener: LinkListener) {
    this.#deviceId = deviceId;
    this.#listener = listener;
    addEventListener('online', this.#connectNow);
    addEventListener('offline', this.#onOffline);
    void this.#connect();
  }

  /** Resolves with the clinic's acknowledgement; rejects where none came, whatever became of the frame. */
  async publish({ characteristic, bytes, heardAtMs }: Frame): Promise<void> {
    const connection = this.#connection;
    if (connection === null) throw new Error('not connected');
    const { client } = connection;
    const topic = `${this.#topic('gatt')}/${characteristic}/${heardAtMs}`;
    // The library's types ask for a Buffer, which browsers do not have; it sends any Uint8Array.
    const published = client.publishAsync(topic, bytes as Buffer, { qos: 1 });
    const timer = setTimeout(() => client.end(true), ACKNOWLEDGED_WITHIN_MS);
    try {
      // The library says nothing to who waits when a connection that it was told to end is lost.
      await Promise.race([published, connection.closed]);
    } finally {
      clearTimeout(timer);
    }
  }

  reportBattery(percent: number): void {
    this.#battery = percent;
    if (this.#connection !== null) this.#reportStatus(this.#connection.client, 'online');
  }

  close(): void {
    this.#isClosed = true;
    removeEventListener('online', this.#connectNow);
    removeEventListener('offline', this.#onOffline);
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#renewTimer);
    const client = this.#connection?.client;
    this.#connection = null;
    if (client === undefined) return;
    this.#reportStatus(client, 'offline');
    client.end();
  }

  #topic(channel: 'gatt' | 'status'): string {
    return `${ROOT}/${this.#deviceId}/${channel}`;
  }

  #status(state: 'online' | 'offline'): string {
    const status: z.infer<typeof DeviceStatus> = {
      state,
      ...(this.#battery === undefined ? {} : { battery: this.#battery }),
    };
    return JSON.stringify(status);
  }

  #reportStatus(client: MqttClient, state: 'online' | 'offline'): void {
    client.publish(this.#topic('status'), this.#status(state), { qos: 1, retain: true });
  }

  /** A token, and a connection with it beside the one there is: nothing is interrupted where the new one fails. */
  async #connect(): Promise<void> {
    if (this.#isConnecting || this.#isClosed || this.state === 'lost') return;
    this.#isConnecting = true;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#renewTimer);
    try {
      const client = await this.#open();
      if (this.#closedMeanwhile()) client.end(true);
      else this.#use(client);
    } catch (error) {
      this.#onFailure(error);
    } finally {
      this.#isConnecting = false;
    }
  }

  /** Tokens are counted: a network that comes and goes uses the one there is while it lasts. */
  async #currentToken(): Promise<DeviceToken> {
    if (this.#token !== null && Date.now() - this.#token.issuedAtMs < RENEW_AFTER_MS) return this.#token;
    const issuedAtMs = Date.now();
    this.#token = { ...(await issueDeviceToken(this.#deviceId)), issuedAtMs };
    return this.#token;
  }

  #closedMeanwhile(): boolean {
    return this.#isClosed;
  }

  async #open(): Promise<MqttClient> {
    // Nearly 100 kB: only for who pairs a device.
    // A socket that is asked for meanwhile may hang until long after the network is back.
    if (!navigator.onLine) throw new Error('the browser is offline');
    const [{ default: mqtt }, { url, username, token }] = await Promise.all([import('mqtt'), this.#currentToken()]);
    const client = mqtt.connect(url, {
      username,
      password: token,
      clientId: `${username}-${crypto.randomUUID()}`,
      protocolVersion: 4,
      clean: true,
      keepalive: KEEP_ALIVE_S,
      // A new connection may need a new token: we connect anew by ourselves.
      reconnectPeriod: 0,
      // The library's own timer is a worker made from a blob, which the content policy refuses: no pings, and no error.
      timerVariant: 'native',
      will: {
        topic: this.#topic('status'),
        payload: this.#status('offline') as unknown as Buffer,
        qos: 1,
        retain: true,
      },
    });
    try {
      await this.#untilOpen(client);
      return client;
    } catch (error) {
      client.end(true);
      throw error;
    }
  }

  /** A socket that was asked for as the network went says neither yes nor no. */
  #untilOpen(client: MqttClient): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new Error('no answer from the endpoint'));
      const timer = setTimeout(giveUp, PATIENCE_MS);
      const settled = (): void => clearTimeout(timer);
      this.#giveUp = giveUp;
      client.once('connect', () => {
        settled();
        resolve();
      });
      // It carries CONNACK's return code.
      client.on('error', (error) => {
        settled();
        reject(error);
      });
      client.once('close', () => {
        settled();
        giveUp();
      });
    });
  }

  #use(client: MqttClient): void {
    const before = this.#connection;
    const closed = new Promise<never>((_, reject) => {
      client.once('close', () => {
        reject(new Error('the connection was lost'));
        if (this.#connection?.client === client) this.#onLost();
      });
    });
    closed.catch(() => undefined);
    this.#connection = { client, closed };
    this.#failures = 0;
    this.#reportStatus(client, 'online');
    this.#renewTimer = setTimeout(this.#connectNow, this.#renewInMs());
    this.#setState('online');
    // It finishes what it has under way, and leaves without its last will.
    before?.client.end();
  }

  #renewInMs(): number {
    return this.#token === null ? 0 : Math.max(0, this.#token.issuedAtMs + RENEW_AFTER_MS - Date.now());
  }

  #onFailure(error: unknown): void {
    // Refused by the endpoint, the token is over; only a new one says whether the device is still theirs.
    if (REFUSED_BY_CONNACK.includes((error as { code?: unknown }).code)) this.#token = null;
    if (error instanceof RequestError && error.code === 'not_found') {
      this.#connection?.client.end(true);
      this.#connection = null;
      this.#setState('lost');
      return;
    }
    if (this.#connection === null) this.#setState('offline');
    this.#retry();
  }

  #onLost(): void {
    this.#connection = null;
    this.#setState('offline');
    this.#retry();
  }

  #retry(): void {
    if (this.#isClosed) return;
    const waitMs = RETRY_AFTER_MS[Math.min(this.#failures, RETRY_AFTER_MS.length - 1)];
    this.#failures += 1;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(this.#connectNow, waitMs);
  }

  #setState(state: LinkState): void {
    this.state = state;
    if (!this.#isClosed) this.#listener.state(state);
  }

  readonly #connectNow = (): void => void this.#connect();

  /** The network says that it is gone; the connection would notice by its next ping only. */
  readonly #onOffline = (): void => {
    this.#giveUp();
    const client = this.#connection?.client;
    if (client === undefined) return;
    this.#onLost();
    client.end(true);
  };
}
