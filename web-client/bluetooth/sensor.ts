import type { GattCharacteristic } from '#contracts/mqtt.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { BATTERY_LEVEL, BATTERY_SERVICE, PROFILES, RECORD_ACCESS_CONTROL_POINT, type Profile } from './profiles.ts';
import { parseOutcome, readRecords, type RecordOutcome, type RecordRequest } from './record-access.ts';
import type { BluetoothPeripheral, Characteristic, Service } from './web-bluetooth.ts';

export type SensorListener = {
  frame: (characteristic: GattCharacteristic, bytes: Uint8Array) => void;
  battery: (percent: number) => void;
  disconnected: () => void;
};

/** A browser may try for ever when the device is not there. */
const CONNECT_WITHIN_MS = 25_000;
/** A meter's whole memory, some thousand results at a few a second. */
const HANDED_OUT_WITHIN_MS = 5 * 60_000;

/** Something took too long: the device is off, or too far away. */
export class OutOfReach extends Error {
  override readonly name = 'OutOfReach';
}

const within = async <T>(timeoutMs: number, work: Promise<T>): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfReach('no answer in time')), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** The result, or null where the device has no such thing. */
const ifThere = async <T>(wanted: Promise<T>): Promise<T | null> => {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
};

const bytesOf = ({ value }: Characteristic): Uint8Array<ArrayBuffer> =>
  value === undefined ? new Uint8Array() : new Uint8Array(value.buffer as ArrayBuffer).slice();

/** One paired device: connects, finds out what it measures, and hands on every frame as it comes. */
export class Sensor {
  readonly #peripheral: BluetoothPeripheral;
  readonly #listener: SensorListener;
  #isLetGo = false;
  #services: { profile: Profile; service: Service }[] = [];

  constructor(peripheral: BluetoothPeripheral, listener: SensorListener) {
    this.#peripheral = peripheral;
    this.#listener = listener;
    peripheral.addEventListener('gattserverdisconnected', () => listener.disconnected());
  }

  get isConnected(): boolean {
    return this.#peripheral.gatt.connected;
  }

  /** Connects and answers with what the device measures. Everything found before a lost connection is void after it. */
  async connect(): Promise<ReadingKind[]> {
    const { gatt } = this.#peripheral;
    try {
      await within(CONNECT_WITHIN_MS, gatt.connect());
    } catch (error) {
      // Let go of, it may be in other hands by now: the browser has one connection to a device.
      if (!this.#isLetGo) gatt.disconnect();
      throw error;
    }
    this.#services = [];
    // One question at a time: a second one meanwhile is refused.
    for (const profile of PROFILES) {
      const service = await ifThere(gatt.getPrimaryService(profile.service));
      if (service !== null) this.#services.push({ profile, service });
    }
    return this.#services.map(({ profile }) => profile.kind);
  }

  /** Hears what the device measures from now on. */
  async listen(): Promise<void> {
    for (const { profile, service } of this.#services) {
      for (const { uuid, name, isOptional } of profile.characteristics) {
        const characteristic = await (isOptional
          ? ifThere(service.getCharacteristic(uuid))
          : service.getCharacteristic(uuid));
        if (characteristic === null) continue;
        await this.#subscribe(characteristic, (bytes) => this.#listener.frame(name, bytes));
      }
    }
  }

  /** Asks a meter for what it has stored; the results come like any other frame. Null where there is no meter. */
  async readStored(lastSequence: number | null): Promise<RecordOutcome | null> {
    const service = this.#services.find(({ profile }) => profile.kind === 'glucose')?.service;
    if (service === undefined) return null;
    const controlPoint = await service.getCharacteristic(RECORD_ACCESS_CONTROL_POINT);
    let answered: (outcome: RecordOutcome) => void = () => undefined;
    await this.#subscribe(controlPoint, (bytes) => {
      const outcome = parseOutcome(bytes);
      if (outcome !== null) answered(outcome);
    });
    const ask = async (request: RecordRequest): Promise<RecordOutcome> => {
      const outcome = new Promise<RecordOutcome>((resolve) => {
        answered = resolve;
      });
      await controlPoint.writeValueWithResponse(request);
      return within(HANDED_OUT_WITHIN_MS, outcome);
    };
    return readRecords(ask, lastSequence);
  }

  disconnect(): void {
    this.#peripheral.gatt.disconnect();
  }

  /** For good: whatever is still under way touches the device no more. */
  letGo(): void {
    this.#isLetGo = true;
    this.disconnect();
  }

  /** Throws where the device does not say. */
  async readBattery(): Promise<void> {
    const service = await this.#peripheral.gatt.getPrimaryService(BATTERY_SERVICE);
    const level = await service.getCharacteristic(BATTERY_LEVEL);
    const [percent] = new Uint8Array((await level.readValue()).buffer);
    if (percent !== undefined && percent <= 100) this.#listener.battery(percent);
  }

  async #subscribe(characteristic: Characteristic, onBytes: (bytes: Uint8Array) => void): Promise<void> {
    characteristic.addEventListener('characteristicvaluechanged', () => onBytes(bytesOf(characteristic)));
    await characteristic.startNotifications();
  }
}
