import { MGDL_PER_MMOLL } from '#contracts/observation.ts';
import type { Reading } from '#contracts/reading.ts';
import { bloodPressureAt } from '../simulator/blood-pressure.ts';
import { createGlucoseSimulator } from '../simulator/glucose.ts';
import { heartRateAt } from '../simulator/heart-rate.ts';
import { localMinute, type Physiology } from '../simulator/physiology.ts';
import { createRandom, type Random } from '../simulator/random.ts';
import type { DemoDeviceKind } from './people.ts';

export const HISTORY_DAYS = 90;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Minutes between samples of the history; live devices send as often as real ones do. */
const SENSOR_EVERY_MINUTES = 15;
const WRIST_EVERY_MINUTES = 30;
/** Local minutes at which people measure, with how late or early they usually are. */
const CUFF_MINUTES = [425, 432, 1_230, 1_238];
const METER_MINUTES = [420, 700, 1_080, 1_300];

// The history is the calm before the first day: what would be an emergency is left to the living devices.
const calm = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

type Episode = { from: number; to: number };

/** Hours or days without readings: a battery, a holiday, a device in a drawer. */
const planGaps = (random: Random, startsAt: number, endsAt: number): Episode[] => {
  const gaps: Episode[] = [];
  let from = startsAt + random.between(3, 20) * DAY_MS;
  while (from < endsAt) {
    gaps.push({ from, to: from + random.between(0.1, 1.6) * DAY_MS });
    from += random.between(8, 30) * DAY_MS;
  }
  return gaps;
};

const isIn = (episodes: readonly Episode[], at: number): boolean =>
  episodes.some(({ from, to }) => at >= from && at < to);

const scheduleDaily = (
  person: Physiology,
  random: Random,
  minutes: readonly number[],
  startsAt: number,
  endsAt: number,
): Date[] => {
  const times: Date[] = [];
  for (let dayStart = startsAt; dayStart < endsAt; dayStart += DAY_MS) {
    const midnight = dayStart - localMinute(person, new Date(dayStart)) * MINUTE_MS;
    for (const minute of minutes) {
      if (random.chance(0.12)) continue;
      const at = midnight + Math.round(random.normal(minute, 14)) * MINUTE_MS;
      if (at >= startsAt && at < endsAt) times.push(new Date(at));
    }
  }
  return times.sort((a, b) => a.getTime() - b.getTime());
};

const everyMinutes = (minutes: number, startsAt: number, endsAt: number): Date[] => {
  const step = minutes * MINUTE_MS;
  const first = Math.ceil(startsAt / step) * step;
  return Array.from(
    { length: Math.max(0, Math.ceil((endsAt - first) / step)) },
    (_, index) => new Date(first + index * step),
  );
};

/** 90 days of one device up to `endsAt`: daily rhythm, meals, a treatment that sets in, artefacts and gaps. */
export const deviceHistory = (kind: DemoDeviceKind, person: Physiology, seed: number, endsAt: Date): Reading[] => {
  const random = createRandom(seed);
  const end = endsAt.getTime();
  const start = end - HISTORY_DAYS * DAY_MS;
  const gaps = planGaps(random, start, end - 2 * DAY_MS);
  const present = (times: Date[]): Date[] => times.filter((at) => !isIn(gaps, at.getTime()));
  const storyStart = new Date(start);

  switch (kind) {
    case 'cuff':
      return present(scheduleDaily(person, random, CUFF_MINUTES, start, end)).map((at) => {
        const { systolic, diastolic, pulse } = bloodPressureAt(person, random, at, storyStart);
        // Now and then the cuff notices that its wearer moved.
        const flags = random.chance(0.03) ? { flags: ['body-movement' as const] } : {};
        return {
          kind: 'blood-pressure',
          measuredAt: at.toISOString(),
          systolic: calm(systolic, 96, 172),
          diastolic: calm(diastolic, 52, 104),
          pulse: calm(pulse, 46, 118),
          unit: 'mmHg',
          method: 'cuff',
          ...flags,
        };
      });
    case 'sensor': {
      const glucose = createGlucoseSimulator(person, random, storyStart);
      return everyMinutes(SENSOR_EVERY_MINUTES, start, end)
        .map((at) => ({ at, value: calm(glucose.valueAt(at), 74, 286) }))
        .filter(({ at }) => !isIn(gaps, at.getTime()))
        .map(({ at, value }) => ({
          kind: 'glucose',
          measuredAt: at.toISOString(),
          value,
          unit: 'mg/dL',
          specimen: 'interstitial',
        }));
    }
    case 'meter': {
      const glucose = createGlucoseSimulator(person, random, storyStart);
      return scheduleDaily(person, random, METER_MINUTES, start, end)
        .map((at) => ({ at, value: calm(glucose.valueAt(at), 74, 286) }))
        .filter(({ at }) => !isIn(gaps, at.getTime()))
        .map(({ at, value }) => ({
          kind: 'glucose',
          measuredAt: at.toISOString(),
          // A meter sold in China shows mmol/L with one decimal.
          value: Math.round((value / MGDL_PER_MMOLL) * 10) / 10,
          unit: 'mmol/L',
          specimen: 'capillary',
        }));
    }
    case 'wrist':
      return present(everyMinutes(WRIST_EVERY_MINUTES, start, end)).map((at) => {
        const { value, steps, context } = heartRateAt(person, random, at);
        return {
          kind: 'heart-rate',
          measuredAt: at.toISOString(),
          value: calm(value, 46, context === 'rest' ? 104 : 128),
          unit: '/min',
          steps,
          context,
        };
      });
  }
};
