import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detect } from '#models/detect.ts';
import { RETENTION_MS } from '#models/detection/stream-watch.ts';
import type { DetectionRow } from '#models/detection/patient-watch.ts';
import {
  cuffQuarters,
  FindingTable,
  fingerStick,
  heartRate,
  hoursOf,
  pressure,
  sensor,
  START,
  watch,
} from './readings.ts';

const DAY_MINUTES = 24 * 60;

const minutes = fc.oneof(fc.integer({ min: 0, max: DAY_MINUTES }), fc.integer({ min: 0, max: 120 }));
const symptoms = fc.constantFrom(null, null, null, ['symptoms']);
const reading: fc.Arbitrary<DetectionRow> = fc.oneof(
  fc
    .tuple(minutes, fc.constantFrom(85, 120, 165, 175, 180, 195), fc.constantFrom(60, 95, 107, 112, 125), symptoms)
    .chain(([at, systolic, diastolic, flags]) =>
      fc
        .constantFrom('cuff' as const, 'cuffless' as const)
        .map((method) => pressure(at, systolic, diastolic, { method, flags })),
    ),
  fc
    .tuple(
      minutes,
      fc.constantFrom(20, 50, 53, 54, 62, 90, 260, 301, 350),
      fc.constantFrom(null, null, null, '<' as const, '>' as const),
    )
    .map(([at, glucose, comparator]) => fingerStick(at, glucose, { comparator })),
  fc.tuple(minutes, fc.constantFrom(45, 53, 54, 60, 110, 255, 305, 380)).map(([at, glucose]) => sensor(at, glucose)),
  fc
    .tuple(minutes, fc.constantFrom(38, 40, 44, 70, 118, 125, 131, 150), fc.constantFrom(0, 0, 0, 12))
    .map(([at, value, steps]) => heartRate(at, value, { steps })),
);

/** A run of sensor or pulse readings, so that sustained rules come true often enough. */
const run: fc.Arbitrary<DetectionRow[]> = fc
  .tuple(
    fc.integer({ min: 0, max: DAY_MINUTES - 300 }),
    fc.constantFrom(1, 5, 15),
    fc.array(fc.boolean(), { minLength: 3, maxLength: 20 }),
    fc.boolean(),
  )
  .map(([from, step, breaks, isSensor]) =>
    breaks.map((isBroken, i) =>
      isSensor ? sensor(from + i * step, isBroken ? 50 : 80) : heartRate(from + i * step, isBroken ? 140 : 128),
    ),
  );

const day = fc
  .tuple(fc.array(reading, { maxLength: 40 }), fc.array(run, { maxLength: 4 }))
  .map(([single, runs]) => [...single, ...runs.flat()]);

const now = START + 26 * 3_600_000;

/** In Shanghai the day of these readings begins at 16:00: a night in its middle, or one that its first hour lies in. */
const night = fc.constantFrom(
  null,
  { from: '22:00', to: '07:00', overrides: { crisisSystolic: 165, glucoseLow2: 62, heartRateHigh: 118 } },
  { from: '15:30', to: '17:00', overrides: { lowSystolic: 80, glucoseHighCrisis: 250, heartRateLow: 44 } },
);

it('finds the same whatever order, repetition and grouping the readings of a day come in', () => {
  fc.assert(
    fc.property(
      day.chain((rows) =>
        fc.tuple(
          fc.constant(rows),
          fc.shuffledSubarray(rows, { minLength: rows.length }),
          fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 }),
          fc.subarray(rows),
          fc.integer({ min: 0, max: 5 }),
          night,
        ),
      ),
      ([rows, shuffled, sizes, repeated, reloadAt, byNight]) => {
        const inOrder = new FindingTable();
        const one = watch('china', {}, byNight);
        for (const row of rows.toSorted((a, b) => a.effectiveAtMs - b.effectiveAtMs))
          inOrder.apply(detect(one, [row], now));

        const anyOrder = new FindingTable();
        let other = watch('china', {}, byNight);
        // The table of observations lets a repetition in once; what comes out of it is what detection sees.
        const seen = new Set<string>();
        const stored: DetectionRow[] = [];
        const queue = [...shuffled, ...repeated];
        for (let i = 0; queue.length > 0; i += 1) {
          const chunk = queue.splice(0, sizes[i % sizes.length]).filter(({ id }) => !seen.has(id));
          for (const { id } of chunk) seen.add(id);
          stored.push(...chunk);
          anyOrder.apply(detect(other, chunk, now));
          if (i % 5 !== reloadAt) continue;
          // Another process takes over: it knows what the database knows.
          other = watch('china', {}, byNight);
          const from = Math.max(...stored.map(({ effectiveAtMs }) => effectiveAtMs)) - RETENTION_MS;
          const findings = [...anyOrder.rows.values()];
          const begin = { 'blood-pressure': from, glucose: from, 'heart-rate': from };
          other.restore(stored, findings, begin, {
            quarters: cuffQuarters(stored),
            pulses: [],
            baseline: hoursOf(stored),
          });
        }
        expect(anyOrder.identity).toEqual(inOrder.identity);
      },
    ),
    { numRuns: 1_000 },
  );
});
