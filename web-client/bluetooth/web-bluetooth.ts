/** The part of Web Bluetooth that we call; TypeScript's own library does not describe it (Web Bluetooth, W3C CG draft). */
export type Characteristic = EventTarget & {
  readonly value: DataView | undefined;
  readonly properties: { readonly notify: boolean; readonly indicate: boolean; readonly read: boolean };
  readValue(): Promise<DataView>;
  writeValueWithResponse(value: Uint8Array<ArrayBuffer>): Promise<void>;
  startNotifications(): Promise<Characteristic>;
};

export type Service = { getCharacteristic(uuid: number): Promise<Characteristic> };

export type GattServer = {
  readonly connected: boolean;
  connect(): Promise<GattServer>;
  disconnect(): void;
  getPrimaryService(uuid: number): Promise<Service>;
};

/** What the person chose in the browser's own list. */
export type BluetoothPeripheral = EventTarget & { readonly name: string | undefined; readonly gatt: GattServer };

type Bluetooth = {
  getAvailability(): Promise<boolean>;
  requestDevice(options: {
    filters: readonly { services: readonly number[] }[];
    optionalServices: readonly number[];
  }): Promise<BluetoothPeripheral>;
};

/** Null where this browser has no Web Bluetooth, or shows it to https pages only and this is none. */
export const webBluetooth = (): Bluetooth | null =>
  (navigator as Navigator & { bluetooth?: Bluetooth }).bluetooth ?? null;
