import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'puppeteer-core';

/** What the browser is told of a device that does not exist. */
export type EmulatedDevice = {
  address: string;
  name: string;
  services: Record<number, Record<number, { notify?: boolean; write?: boolean; value?: number }>>;
};

const ADVERTISED = [0x1810, 0x1808, 0x180d];
const CLIENT_CHARACTERISTIC_CONFIGURATION = 0x2902;
const SUCCESS = 0x00;
/** Any HCI error will do: "page timeout". */
const NO_ANSWER = 0x04;
const SETTLE_MS = 300;
const SILENT_MS = 50;

const uuid = (number: number): string => `0000${number.toString(16).padStart(4, '0')}-0000-1000-8000-00805f9b34fb`;

type Characteristic = { number: number; value: Uint8Array };
type Command = Parameters<CDPSession['send']>[0];

/** In the page, before its own scripts: remembers which characteristics it listens to. */
const rememberListened = (): void => {
  type Listened = EventTarget & { uuid: string; startNotifications: () => Promise<Listened>; readValue: () => unknown };
  const scope = window as Window & {
    BluetoothRemoteGATTCharacteristic?: { prototype: Listened };
    listened?: Map<string, Listened>;
  };
  const listened = (scope.listened = new Map());
  const prototype = scope.BluetoothRemoteGATTCharacteristic?.prototype;
  if (prototype === undefined) return;
  const { startNotifications } = prototype;
  prototype.startNotifications = async function (this: Listened) {
    const started = await startNotifications.call(this);
    listened.set(this.uuid, this);
    return started;
  };
};

/**
 * Chromium's own emulation of Bluetooth, over the DevTools protocol: the chooser, connecting, discovery, reads, writes and
 * subscriptions are the browser's real ones. **It carries no notification** (Chromium 156: there is no command for one),
 * so a frame is delivered as the answer to a read that the test makes in the page: the same event
 * `characteristicvaluechanged` at the same object, with bytes that came through the browser.
 */
export class EmulatedBluetooth {
  readonly #browser: CDPSession;
  readonly #page: CDPSession;
  readonly #target: Page;
  readonly #characteristics = new Map<string, Characteristic>();
  readonly #added = new Map<string, Promise<void>>();
  readonly #devices = new Map<string, EmulatedDevice>();
  #choice: string | null = null;
  #prompt: ReturnType<typeof setTimeout> | undefined;
  /** Devices that do not answer. */
  readonly outOfReach = new Set<string>();
  /** Devices that take their time with an answer. */
  readonly silent = new Set<string>();
  /** What the page wrote and subscribed to, in order: `write 2a52 0106`, `subscribe 2a35`. */
  readonly heard: string[] = [];

  static async create(browser: Browser, page: Page): Promise<EmulatedBluetooth> {
    await page.evaluateOnNewDocument(rememberListened);
    const emulated = new EmulatedBluetooth(
      await browser.target().createCDPSession(),
      await page.createCDPSession(),
      page,
    );
    await emulated.#start();
    return emulated;
  }

  constructor(browser: CDPSession, page: CDPSession, target: Page) {
    this.#browser = browser;
    this.#page = page;
    this.#target = target;
  }

  async add(device: EmulatedDevice): Promise<void> {
    this.#devices.set(device.address, device);
    await this.#browser.send('BluetoothEmulation.simulatePreconnectedPeripheral', {
      address: device.address,
      name: device.name,
      manufacturerData: [],
      knownServiceUuids: ADVERTISED.filter((service) => service in device.services).map(uuid),
    });
  }

  /** The next time that the browser shows its list the person takes this one; null: closes the list. */
  choose(device: EmulatedDevice | null): void {
    this.#choice = device?.address ?? null;
  }

  async deliver(characteristic: number, frame: string): Promise<void> {
    const bytes = Buffer.from(frame.replaceAll(' ', ''), 'hex');
    for (const known of this.#characteristics.values()) if (known.number === characteristic) known.value = bytes;
    await this.#target.evaluate(async (name) => {
      const { listened } = window as Window & { listened?: Map<string, { readValue: () => Promise<unknown> }> };
      const wanted = listened?.get(name);
      if (wanted === undefined) throw new Error(`the page does not listen to ${name}`);
      await wanted.readValue();
    }, uuid(characteristic));
  }

  disconnect({ address }: EmulatedDevice): Promise<unknown> {
    return this.#browser.send('BluetoothEmulation.simulateGATTDisconnection', { address });
  }

  async #start(): Promise<void> {
    await this.#browser.send('BluetoothEmulation.enable', { state: 'powered-on', leSupported: true });
    await this.#page.send('DeviceAccess.enable');
    this.#page.on('DeviceAccess.deviceRequestPrompted', ({ id }) => {
      // It tells of each change of its list, and may be answered once only.
      clearTimeout(this.#prompt);
      this.#prompt = setTimeout(() => {
        if (this.#choice === null) this.#answer(this.#page, 'DeviceAccess.cancelPrompt', { id });
        else this.#answer(this.#page, 'DeviceAccess.selectPrompt', { id, deviceId: this.#choice });
      }, SETTLE_MS);
    });
    this.#browser.on('BluetoothEmulation.gattOperationReceived', ({ address, type }) => {
      void this.#onGattOperation(address, type);
    });
    this.#browser.on('BluetoothEmulation.characteristicOperationReceived', ({ characteristicId, type, data }) => {
      const known = this.#characteristics.get(characteristicId);
      const name = (known?.number ?? 0).toString(16);
      if (type === 'write') this.heard.push(`write ${name} ${Buffer.from(data ?? '', 'base64').toString('hex')}`);
      if (type === 'subscribe-to-notifications') this.heard.push(`subscribe ${name}`);
      this.#answer(this.#browser, 'BluetoothEmulation.simulateCharacteristicOperationResponse', {
        characteristicId,
        type,
        code: SUCCESS,
        ...(type === 'read' ? { data: Buffer.from(known?.value ?? []).toString('base64') } : {}),
      });
    });
  }

  /** A session that is closing has nobody to answer any more. */
  #answer(session: CDPSession, command: Command, parameters: object): void {
    session.send(command, parameters as never).catch(() => undefined);
  }

  async #onGattOperation(address: string, type: 'connection' | 'discovery'): Promise<void> {
    while (this.silent.has(address)) await sleep(SILENT_MS);
    const device = this.#devices.get(address);
    const isThere = device !== undefined && !this.outOfReach.has(address);
    // A connection that ends takes what was added with it.
    if (type === 'connection') this.#added.delete(address);
    if (type === 'discovery' && isThere) {
      const adding = this.#added.get(address) ?? this.#addServices(device);
      this.#added.set(address, adding);
      await adding;
    }
    this.#answer(this.#browser, 'BluetoothEmulation.simulateGATTOperationResponse', {
      address,
      type,
      code: isThere ? SUCCESS : NO_ANSWER,
    });
  }

  async #addServices({ address, services }: EmulatedDevice): Promise<void> {
    for (const [service, characteristics] of Object.entries(services)) {
      const { serviceId } = await this.#browser.send('BluetoothEmulation.addService', {
        address,
        serviceUuid: uuid(Number(service)),
      });
      for (const [number, { notify = false, write = false, value = 0 }] of Object.entries(characteristics)) {
        const { characteristicId } = await this.#browser.send('BluetoothEmulation.addCharacteristic', {
          serviceId,
          characteristicUuid: uuid(Number(number)),
          // Real ones cannot be read; here that is how a frame is delivered.
          properties: { read: true, notify, write },
        });
        this.#characteristics.set(characteristicId, { number: Number(number), value: Uint8Array.of(value) });
        if (!notify) continue;
        await this.#browser.send('BluetoothEmulation.addDescriptor', {
          characteristicId,
          descriptorUuid: uuid(CLIENT_CHARACTERISTIC_CONFIGURATION),
        });
      }
    }
  }
}
