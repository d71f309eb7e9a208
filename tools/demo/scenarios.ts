import type { Reading } from '#contracts/reading.ts';
import type { DemoDeviceKind } from './people.ts';

/** One reading of a scenario, so many seconds after it began. */
export type ScenarioStep = { afterSeconds: number; reading: (measuredAt: string) => Reading };
export type Scenario = { device: DemoDeviceKind; steps: readonly ScenarioStep[] };

const pressure =
  (systolic: number, diastolic: number, pulse: number) =>
  (measuredAt: string): Reading => ({
    kind: 'blood-pressure',
    measuredAt,
    systolic,
    diastolic,
    pulse,
    unit: 'mmHg',
    method: 'cuff',
  });

const fingerStick =
  (value: number) =>
  (measuredAt: string): Reading => ({ kind: 'glucose', measuredAt, value, unit: 'mg/dL', specimen: 'capillary' });

const sensor =
  (value: number) =>
  (measuredAt: string): Reading => ({ kind: 'glucose', measuredAt, value, unit: 'mg/dL', specimen: 'interstitial' });

const restingHeartRate =
  (value: number) =>
  (measuredAt: string): Reading => ({
    kind: 'heart-rate',
    measuredAt,
    value,
    unit: '/min',
    steps: 0,
    context: 'rest',
  });

/** What goes wrong in the demo clinic, one after the other. */
export const SCENARIOS: readonly Scenario[] = [
  // Hypertensive crisis, confirmed by the repeat that the patient is asked for.
  {
    device: 'cuff',
    steps: [
      { afterSeconds: 0, reading: pressure(192, 114, 88) },
      { afterSeconds: 75, reading: pressure(188, 112, 86) },
      { afterSeconds: 900, reading: pressure(146, 90, 78) },
    ],
  },
  // Level 2 hypoglycaemia by finger-stick, treated within a quarter of an hour.
  {
    device: 'meter',
    steps: [
      { afterSeconds: 0, reading: fingerStick(47) },
      { afterSeconds: 900, reading: fingerStick(92) },
    ],
  },
  // Fast heart rate at rest for more than ten minutes.
  {
    device: 'wrist',
    steps: Array.from({ length: 13 }, (_, minute) => ({
      afterSeconds: minute * 60,
      reading: restingHeartRate(136 + (minute % 4)),
    })),
  },
  // A sensor that falls towards a low, seen coming, and caught by something sweet.
  {
    device: 'sensor',
    steps: [106, 95, 85, 77, 70, 64, 61, 66, 80, 97].map((value, index) => ({
      afterSeconds: index * 300,
      reading: sensor(value),
    })),
  },
  // A single high value that the repeat does not confirm.
  {
    device: 'cuff',
    steps: [
      { afterSeconds: 0, reading: pressure(184, 104, 90) },
      { afterSeconds: 80, reading: pressure(151, 92, 82) },
    ],
  },
];
