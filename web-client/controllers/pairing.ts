import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { GattCharacteristic } from '#contracts/mqtt.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { newFrame } from '../bluetooth/frame.ts';
import { createMemoryStore, openFrameStore, type FrameStore } from '../bluetooth/frame-store.ts';
import { BATTERY_SERVICE, PROFILES } from '../bluetooth/profiles.ts';
import { sequenceOf } from '../bluetooth/record-access.ts';
import { OutOfReach, Sensor } from '../bluetooth/sensor.ts';
import { findObstacle } from '../bluetooth/support.ts';
import { webBluetooth, type BluetoothPeripheral } from '../bluetooth/web-bluetooth.ts';
import { pairBluetoothDevice } from '../data/bluetooth-devices.ts';
import { DeviceOutbox } from './device-outbox.ts';
import { problemOf, type Delivery, type PairedSensor, type PairingState } from './pairing-state.ts';

const RECONNECT_AFTER_MS = 2_000;
const NAMELESS = 'Bluetooth';
const MAX_LABEL_LENGTH = 120;

/** The name that the device gives itself may be anything. */
const labelOf = ({ name = '' }: BluetoothPeripheral): string =>
  name
    .replaceAll(/\p{Cc}/gu, '')
    .slice(0, MAX_LABEL_LENGTH)
    .trim() || NAMELESS;

/** Pairs one sensor at a time, keeps it connected while the page is open, and sends on what it says. */
export class PairingController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #outboxes = new Map<string, DeviceOutbox>();
  #store: FrameStore = createMemoryStore();
  #patientId: string | null = null;
  #sensor: Sensor | null = null;
  #reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  #isReconnecting = false;
  /** Each pairing that is cancelled or followed by another is over, wherever it has got to. */
  #attempt = 0;
  state: PairingState = { name: 'checking' };

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Looks what this browser can do, and sends what an earlier page could not. */
  async open(patientId: string): Promise<void> {
    if (this.#patientId !== null) return;
    this.#patientId = patientId;
    try {
      this.#store = await openFrameStore();
    } catch {
      // Storage is switched off in some private windows; frames then wait in memory.
    }
    const unsent = await this.#store.framesOf(patientId).catch(() => []);
    if (!this.#isOpenFor(patientId)) return;
    for (const deviceId of new Set(unsent.map((frame) => frame.deviceId))) {
      this.#outboxOf(deviceId).queue.restore(unsent.filter((frame) => frame.deviceId === deviceId));
    }
    await this.lookAgain();
  }

  /** Bluetooth may have been switched on meanwhile. */
  async lookAgain(): Promise<void> {
    const obstacle = await findObstacle();
    this.#set(obstacle === null ? { name: 'ready', problem: null } : { name: 'impossible', obstacle });
  }

  /** The page may be left while something is waited for. */
  #isOpenFor(patientId: string): boolean {
    return this.#patientId === patientId;
  }

  get delivery(): Delivery {
    const sum: Delivery = { received: 0, saved: 0, waiting: 0, isOnline: true, unsendable: 0 };
    for (const { queue, link } of this.#outboxes.values()) {
      sum.received += queue.received;
      sum.saved += queue.saved;
      if (link === 'lost') sum.unsendable += queue.waiting;
      else sum.waiting += queue.waiting;
      if (queue.waiting > 0 && link === 'offline') sum.isOnline = false;
    }
    return sum;
  }

  /** The browser shows its list only on a person's own tap: nothing may be waited for before it is asked. */
  async pair(userSlot: number | null): Promise<void> {
    const bluetooth = webBluetooth();
    if (bluetooth === null || this.#patientId === null) return;
    this.#letGo();
    const attempt = this.#attempt;
    this.#set({ name: 'pairing', step: 'choose' });
    try {
      const peripheral = await bluetooth.requestDevice({
        filters: PROFILES.map(({ service }) => ({ services: [service] })),
        optionalServices: [BATTERY_SERVICE],
      });
      if (attempt === this.#attempt) await this.#start(peripheral, this.#patientId, userSlot);
    } catch (error) {
      // Whoever cancelled it knows why it failed.
      if (attempt !== this.#attempt) return;
      this.#letGo();
      this.#set({ name: 'ready', problem: problemOf(error) });
    }
  }

  /** Lets go of the sensor; what it said is sent all the same. */
  stop(): void {
    this.#letGo();
    this.#set({ name: 'ready', problem: null });
  }

  async discardUnsendable(): Promise<void> {
    for (const { queue, link } of this.#outboxes.values()) if (link === 'lost') await queue.discard();
  }

  hostDisconnected(): void {
    this.#letGo();
    for (const outbox of this.#outboxes.values()) outbox.close();
    this.#outboxes.clear();
    this.#patientId = null;
  }

  async #start(peripheral: BluetoothPeripheral, patientId: string, userSlot: number | null): Promise<void> {
    const label = labelOf(peripheral);
    const attempt = this.#attempt;
    let outbox: DeviceOutbox | null = null;
    const sensor: Sensor = new Sensor(peripheral, {
      frame: (characteristic, bytes) => {
        if (outbox !== null) void this.#take(outbox, patientId, characteristic, bytes);
      },
      battery: (percent) => {
        outbox?.reportBattery(percent);
        this.#change({ battery: percent });
      },
      disconnected: () => {
        if (this.#sensor !== sensor || this.state.name !== 'paired') return;
        this.#change({ isConnected: false });
        this.#reconnectSoon(sensor);
      },
    });
    this.#sensor = sensor;
    this.#set({ name: 'pairing', step: 'connect' });
    const kinds = await sensor.connect();
    if (attempt !== this.#attempt) return;
    if (kinds.length === 0) {
      this.#letGo();
      this.#set({ name: 'ready', problem: 'not-supported' });
      return;
    }
    this.#set({ name: 'pairing', step: 'register' });
    const deviceId = await this.#register(patientId, label, kinds, userSlot);
    if (attempt !== this.#attempt) return;
    outbox = this.#outboxOf(deviceId);
    this.#set({ name: 'pairing', step: 'listen' });
    for (const { queue } of this.#outboxes.values()) queue.startCounting();
    const { queue } = outbox;
    const receivedBefore = queue.received;
    try {
      await sensor.listen();
    } catch (error) {
      // A cuff says what it has to say, and is gone.
      if (queue.received === receivedBefore) throw error;
      sensor.disconnect();
    }
    if (attempt !== this.#attempt) return;
    const { isConnected } = sensor;
    this.#set({
      name: 'paired',
      sensor: { label, kinds, deviceId, since: new Date(), isConnected, battery: null, hasNothingNew: false },
    });
    if (isConnected) await this.#askWhatElse(sensor, deviceId);
    else this.#reconnectSoon(sensor);
  }

  /** Known from another time, the device can be used without a connection to the clinic, too. */
  async #register(patientId: string, label: string, kinds: ReadingKind[], userSlot: number | null): Promise<string> {
    const name = `device ${patientId} ${userSlot ?? 'all'} ${label}`;
    try {
      const deviceId = await pairBluetoothDevice(patientId, {
        label,
        kinds,
        ...(userSlot === null ? {} : { userSlot }),
      });
      await this.#store.writeFact(name, deviceId).catch(() => undefined);
      return deviceId;
    } catch (error) {
      if (problemOf(error) !== 'offline') throw error;
      const known = await this.#store.readFact(name).catch(() => null);
      if (typeof known !== 'string') throw error;
      return known;
    }
  }

  async #take(
    outbox: DeviceOutbox,
    patientId: string,
    characteristic: GattCharacteristic,
    bytes: Uint8Array,
  ): Promise<void> {
    const { deviceId } = outbox;
    await outbox.queue.take(newFrame({ patientId, deviceId }, characteristic, bytes, Date.now()));
    const sequence = characteristic === '2a18' ? sequenceOf(bytes) : null;
    // Only now: a result that was not kept is asked for again.
    if (sequence !== null) await this.#store.writeFact(`sequence ${deviceId}`, sequence).catch(() => undefined);
  }

  /** Battery and a meter's memory: the sensor works without both. */
  async #askWhatElse(sensor: Sensor, deviceId: string): Promise<void> {
    try {
      await sensor.readBattery();
    } catch {
      // Not every device says how full its battery is.
    }
    try {
      const known = await this.#store.readFact(`sequence ${deviceId}`).catch(() => null);
      const outcome = await sensor.readStored(typeof known === 'number' ? known : null);
      if (this.#sensor === sensor) this.#change({ hasNothingNew: outcome === 'none' });
    } catch {
      // The meter went off meanwhile; it is asked again when it is back.
    }
  }

  #reconnectSoon(sensor: Sensor): void {
    clearTimeout(this.#reconnectTimer);
    this.#reconnectTimer = setTimeout(() => void this.#reconnect(sensor), RECONNECT_AFTER_MS);
  }

  async #reconnect(sensor: Sensor): Promise<void> {
    if (this.#sensor !== sensor || this.state.name !== 'paired' || this.#isReconnecting) return;
    const { deviceId } = this.state.sensor;
    this.#isReconnecting = true;
    try {
      const kinds = await sensor.connect();
      if (kinds.length === 0) throw new OutOfReach('nothing was found of what was there before');
      await sensor.listen();
    } catch {
      // Half a connection would hear each frame twice when it is made whole.
      sensor.disconnect();
    } finally {
      this.#isReconnecting = false;
    }
    if (this.#sensor !== sensor) return;
    if (sensor.isConnected) {
      this.#change({ isConnected: true });
      await this.#askWhatElse(sensor, deviceId);
    } else this.#reconnectSoon(sensor);
  }

  #outboxOf(deviceId: string): DeviceOutbox {
    const outbox =
      this.#outboxes.get(deviceId) ?? new DeviceOutbox(deviceId, this.#store, () => this.#host.requestUpdate());
    this.#outboxes.set(deviceId, outbox);
    return outbox;
  }

  #letGo(): void {
    this.#attempt += 1;
    clearTimeout(this.#reconnectTimer);
    const sensor = this.#sensor;
    this.#sensor = null;
    sensor?.letGo();
  }

  #change(change: Partial<PairedSensor>): void {
    if (this.state.name !== 'paired') return;
    this.#set({ name: 'paired', sensor: { ...this.state.sensor, ...change } });
  }

  #set(state: PairingState): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
