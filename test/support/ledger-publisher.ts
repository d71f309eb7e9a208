import { setTimeout as sleep } from 'node:timers/promises';
import { readingsTopic } from '#contracts/mqtt.ts';
import type { TestDevice } from './gateway-clinic.ts';
import { connectPacket, publishPacket, rawMqtt, type RawMqtt } from './raw-mqtt.ts';

export type LedgerReading = { messageId: string; json: string; isBreach: boolean; measuredAt: string };
export type LedgerEntry = LedgerReading & { device: TestDevice; isAcknowledged: boolean };

/** What a device sends next; null where it has nothing to say until `offer` is called. */
type Make = (device: TestDevice, position: number) => LedgerReading | null;
type Options = { port: number; window: number; make: Make; reconnectMs?: number };

const RECONNECT_MS = 50;

/**
 * A device that keeps its own book: it writes down what it sends, ticks off what is acknowledged, and sends the rest
 * again after each reconnect, unchanged and in order.
 */
class LedgerDevice {
  readonly ledger: LedgerEntry[] = [];
  readonly device: TestDevice;
  readonly #port: number;
  readonly #window: number;
  readonly #make: Make;
  readonly #reconnectMs: number;
  #raw: RawMqtt | null = null;
  #isSignedIn = false;
  #isSending = true;
  #isClosed = false;

  constructor(device: TestDevice, options: Options) {
    this.device = device;
    this.#port = options.port;
    this.#window = options.window;
    this.#make = options.make;
    this.#reconnectMs = options.reconnectMs ?? RECONNECT_MS;
    void this.#stayConnected();
  }

  get unacknowledged(): LedgerEntry[] {
    return this.ledger.slice(-this.#window).filter(({ isAcknowledged }) => !isAcknowledged);
  }

  /** There is something new to send. */
  offer(): void {
    if (this.#raw !== null && this.#isSignedIn) this.#fill(this.#raw);
  }

  /** Sends no new readings; what is not acknowledged is still sent again. */
  finish(): void {
    this.#isSending = false;
  }

  close(): void {
    this.#isClosed = true;
    this.#raw?.end();
  }

  async #stayConnected(): Promise<void> {
    while (!this.#isClosed) {
      await this.#session().catch(() => undefined);
      this.#isSignedIn = false;
      await sleep(this.#reconnectMs);
    }
  }

  async #session(): Promise<void> {
    const raw = await rawMqtt(this.#port);
    this.#raw = raw;
    raw.send(connectPacket(this.device));
    const { returnCode } = await raw.next('connack');
    if (returnCode !== 0) {
      raw.end();
      return;
    }
    this.#isSignedIn = true;
    for (const entry of this.unacknowledged) this.#send(raw, entry);
    this.#fill(raw);
    for (;;) {
      const { messageId = 0 } = await raw.next('puback');
      const entry = this.ledger[messageId - 1];
      if (entry) entry.isAcknowledged = true;
      this.#fill(raw);
    }
  }

  #fill(raw: RawMqtt): void {
    // The window counts from the oldest one that is not acknowledged.
    while (this.#isSending && this.unacknowledged.length < this.#window) {
      const isWindowFull = this.ledger.at(-this.#window)?.isAcknowledged === false;
      if (isWindowFull) return;
      const reading = this.#make(this.device, this.ledger.length);
      if (reading === null) return;
      const entry = { ...reading, device: this.device, isAcknowledged: false };
      this.ledger.push(entry);
      this.#send(raw, entry);
    }
  }

  /** A reading's place in the book is its MQTT message id. */
  #send(raw: RawMqtt, entry: LedgerEntry): void {
    const place = this.ledger.indexOf(entry, Math.max(0, this.ledger.length - this.#window)) + 1;
    raw.send(publishPacket(readingsTopic(this.device.deviceId), entry.json, place));
  }
}

export type LedgerPublisher = {
  /** Tells all devices to ask again what there is to send. */
  offer(): void;
  /** Everything that was ever sent. */
  ledger(): LedgerEntry[];
  unacknowledged(): number;
  acknowledged(): number;
  /** Stops sending new readings and resolves when all are acknowledged. */
  finish(timeoutMs: number): Promise<void>;
  close(): void;
};

export const startLedgerPublisher = (devices: readonly TestDevice[], options: Options): LedgerPublisher => {
  const publishers = devices.map((device) => new LedgerDevice(device, options));
  const ledger = (): LedgerEntry[] => publishers.flatMap((publisher) => publisher.ledger);
  const unacknowledged = (): number => publishers.reduce((sum, publisher) => sum + publisher.unacknowledged.length, 0);
  return {
    offer: () => {
      for (const publisher of publishers) publisher.offer();
    },
    ledger,
    unacknowledged,
    acknowledged: () => ledger().filter(({ isAcknowledged }) => isAcknowledged).length,
    async finish(timeoutMs) {
      for (const publisher of publishers) publisher.finish();
      const deadline = Date.now() + timeoutMs;
      while (unacknowledged() > 0) {
        if (Date.now() > deadline) throw new Error(`${unacknowledged()} readings were never acknowledged`);
        await sleep(50);
      }
    },
    close: () => {
      for (const publisher of publishers) publisher.close();
    },
  };
};
