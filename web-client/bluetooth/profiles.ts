import type { GattCharacteristic } from '#contracts/mqtt.ts';
import type { ReadingKind } from '#contracts/reading.ts';

export type Profile = {
  kind: ReadingKind;
  service: number;
  /** What the device tells by itself, and what not each one has. */
  characteristics: readonly { uuid: number; name: GattCharacteristic; isOptional: boolean }[];
};

/** What can be paired, by the numbers that the Bluetooth SIG assigned. */
export const PROFILES: readonly Profile[] = [
  {
    kind: 'blood-pressure',
    service: 0x1810,
    characteristics: [{ uuid: 0x2a35, name: '2a35', isOptional: false }],
  },
  {
    kind: 'glucose',
    service: 0x1808,
    characteristics: [
      { uuid: 0x2a18, name: '2a18', isOptional: false },
      { uuid: 0x2a34, name: '2a34', isOptional: true },
    ],
  },
  {
    kind: 'heart-rate',
    service: 0x180d,
    characteristics: [{ uuid: 0x2a37, name: '2a37', isOptional: false }],
  },
];

/** A meter hands out its stored results when it is asked by this one (Glucose Service 1.0.1, 3.4). */
export const RECORD_ACCESS_CONTROL_POINT = 0x2a52;
export const BATTERY_SERVICE = 0x180f;
export const BATTERY_LEVEL = 0x2a19;
