import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEATURE_COUNT } from '#models/forecaster/features.ts';
import { GlucoseWindow } from '#models/forecaster/glucose-window.ts';
import { buildWindows } from '#models/forecaster/training/windows.ts';
import { featuresOf, madeUpReadings, MIDNIGHT, MINUTE_MS, rowOf, windowOf } from './series.ts';

const at = (minutes: number, mgPerDl: number) => ({
  measuredAtMs: MIDNIGHT + minutes * MINUTE_MS,
  utcOffsetMinutes: 0,
  mgPerDl,
});
const near = (features: Record<string, number>, expected: Record<string, number>) => {
  for (const [name, value] of Object.entries(expected)) expect(features[name], name).toBeCloseTo(value, 3);
};
const abstentionOf = (minutes: readonly number[]) =>
  windowOf(minutes.map((minute) => at(minute, 120))).featuresInto(new Float32Array(FEATURE_COUNT), 0);

describe('features, computed by hand', () => {
  it('of eight equal readings that end at six in the morning of the patient', () => {
    const window = windowOf(
      Array.from({ length: 8 }, (_, i) => at(i * 15, 120)),
      6 * 60 - 105,
    );
    near(featuresOf(window), {
      glucose: 120,
      'change-to-lag-1': 0,
      'change-to-lag-7': 0,
      'clock-sin': 1,
      'clock-cos': 0,
      'clock-sin-twice': 0,
      'clock-cos-twice': -1,
      'personal-mean': 120,
      'personal-deviation': 0,
      'personal-share-low': 0,
      'personal-log-hours': Math.log(2.75),
      'swing-15min-day': 0,
      'momentum-personal': 0,
      'above-mean-1h': 0,
      'change-of-2h-mean': 0,
      'to-lowest-6h': 0,
      'profile-level': 0,
      'profile-after-30min': 0,
    });
  });

  it('of a rise by 2 mg/dL each quarter of an hour', () => {
    const window = windowOf(Array.from({ length: 8 }, (_, i) => at(i * 15, 60 + 2 * i)));
    near(featuresOf(window), {
      glucose: 74,
      'change-to-lag-1': 2,
      'change-to-lag-7': 2,
      'personal-mean': 67,
      // 60, 62 … 74: squares of 7, 5, 3, 1 twice, by eight
      'personal-deviation': Math.sqrt(21),
      // 60, 62, 64, 66 and 68 of eight
      'personal-share-low': 5 / 8,
      'personal-share-high': 0,
      'swing-15min-day': 2,
      'swing-15min-personal': 2,
      'swing-60min-personal': 8,
      // The changes of the last seven readings have one before them; only the newest look back no further than what is kept.
      'momentum-personal': 1,
      // 68 to 74, and all eight
      'above-mean-1h': 3,
      'above-mean-3h': 7,
      'to-lowest-3h': -14,
      'to-highest-3h': 0,
    });
  });

  it('of a fall after a rise', () => {
    const readings = Array.from({ length: 25 }, (_, i) => at(i * 15, i <= 16 ? 100 + i : 116 - 4 * (i - 16)));
    near(featuresOf(windowOf(readings)), {
      glucose: 84,
      // The eight readings of the last two hours, 112 to 84, and the eight before, 109 to 116
      'change-of-2h-mean': 98 - 112.5,
      'to-lowest-3h': 0,
      'to-highest-3h': 32,
      'to-lowest-6h': 0,
      'to-highest-6h': 32,
      // 96, 92, 88, 84
      'above-mean-1h': -6,
    });
  });

  it('of a meal at this time yesterday and a level day before', () => {
    const meal: Record<number, number> = {
      120: 100,
      135: 130,
      150: 190,
      165: 205,
      180: 190,
      195: 170,
      210: 160,
      225: 130,
    };
    const day = 24 * 60;
    const readings = Array.from({ length: 105 + 96 }, (_, i) => at(i * 15, meal[i * 15 - day] ?? 100));
    const mean = (100 * 201 + 30 + 90 + 105 + 90 + 70 + 60 + 30) / 201;
    // Means of an hour yesterday: 100, 100, 100, 130 around this time, then 156.25 in 30, 188.75 in 60, 162.5 in 90 min.
    near(featuresOf(windowOf(readings)), {
      glucose: 100,
      'personal-mean': mean,
      'profile-level': (107.5 + 100) / 2 - mean,
      'profile-after-30min': (156.25 - 107.5) / 2,
      'profile-after-60min': (188.75 - 107.5) / 2,
      'profile-after-90min': (162.5 - 107.5) / 2,
    });
  });
});

describe('abstention', () => {
  it('abstains until eight steps are there', () => {
    expect(abstentionOf([])).toBe('too-few-readings');
    expect(abstentionOf([0, 15, 30, 45, 60, 75, 90])).toBe('too-few-readings');
    expect(abstentionOf([0, 15, 30, 45, 60, 75, 90, 105])).toBeNull();
  });

  it('bridges a hole of 30 minutes and abstains on a longer one', () => {
    expect(abstentionOf([0, 15, 30, 60, 75, 90, 105])).toBeNull();
    expect(abstentionOf([0, 15, 30, 75, 90, 105])).toBe('gap');
    expect(abstentionOf([0, 15, 30, 45, 60, 75, 90, 105, 136])).toBe('gap');
  });

  it('counts the steps that no reading measured', () => {
    const window = windowOf([0, 15, 30, 60, 75, 90, 105].map((minute) => at(minute, 100 + minute)));
    const features = featuresOf(window);
    expect(window.interpolatedLags).toBe(1);
    expect(features['change-to-lag-4']).toBeCloseTo(15);
  });
});

describe('the window', () => {
  it('reads a 5-minute sensor on the 15-minute grid', () => {
    const slow = featuresOf(windowOf(Array.from({ length: 8 }, (_, i) => at(i * 15, 100 + 15 * i))));
    const fast = featuresOf(windowOf(Array.from({ length: 22 }, (_, i) => at(i * 5, 100 + 5 * i))));
    for (const name of ['glucose', 'change-to-lag-1', 'change-to-lag-7', 'swing-15min-day', 'swing-60min-personal']) {
      expect(fast[name], name).toBeCloseTo(slow[name] ?? Number.NaN, 3);
    }
  });

  it('depends on which readings came, not on their order', () => {
    const readings = madeUpReadings(3, 400);
    const inOrder = rowOf(windowOf(readings));
    fc.assert(
      fc.property(fc.shuffledSubarray(readings.slice(-280), { minLength: 280 }), (shuffled) => {
        const row = rowOf(windowOf([...readings.slice(0, -280), ...shuffled]));
        for (const [i, value] of row.entries()) expect(value).toBeCloseTo(inOrder[i] ?? Number.NaN, 3);
      }),
      { numRuns: 20 },
    );
  });

  it('gives the same row when rebuilt from its 72 hours', () => {
    const readings = madeUpReadings(4, 900).filter((_, i) => i % 97 !== 0);
    const window = windowOf(readings);
    const kept = Array.from({ length: window.size }, (_, i) => at(0, window.valueAt(i))).map((reading, i) => ({
      ...reading,
      measuredAtMs: window.timeAt(i),
    }));
    const rebuilt = rowOf(windowOf(kept));
    for (const [i, value] of rowOf(window).entries()) expect(rebuilt[i]).toBeCloseTo(value, 3);
    expect(window.timeAt(window.size - 1) - window.timeAt(0)).toBeLessThanOrEqual(72 * 60 * MINUTE_MS);
  });

  it('finds from near by what a search of all finds', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 0, max: 4_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(minutes, fc.integer({ min: -10, max: 4_010 }), fc.nat(), fc.nat(), (times, minute, from, to) => {
        const window = windowOf(times.map((time) => at(time, 120)));
        const timeMs = MIDNIGHT + minute * MINUTE_MS;
        const end = to % (window.size + 1);
        const found = window.lowerBound(timeMs, end);
        expect(window.nextBound(timeMs, from % (found + 1), end)).toBe(found);
      }),
    );
  });

  it('looks at nothing after the reading', () => {
    const readings = madeUpReadings(5, 250);
    const now = 200;
    const row = rowOf(windowOf(readings.slice(0, now + 1)));
    const noisy = readings.map((reading, i) =>
      i <= now ? reading : { ...reading, mgPerDl: 40 + ((i * 7_919) % 360) },
    );
    expect(rowOf(windowOf(noisy), now)).toEqual(row);
    const count = (of: typeof readings) => buildWindows(new Map([['a', of]])).times.indexOf(of[now]?.measuredAtMs ?? 0);
    const rowOfSet = (of: typeof readings) =>
      buildWindows(new Map([['a', of]])).rows.slice(count(of) * FEATURE_COUNT, (count(of) + 1) * FEATURE_COUNT);
    expect(rowOfSet(noisy)).toEqual(row);
  });

  it('refuses what is no number or older than it remembers, and keeps the lower of two at one time', () => {
    const window = new GlucoseWindow(0);
    expect(window.insert(MIDNIGHT, 100)).toBe(0);
    expect(window.insert(MIDNIGHT, Number.NaN)).toBe(-1);
    expect(window.insert(MIDNIGHT - 73 * 60 * MINUTE_MS, 100)).toBe(-1);
    expect(window.insert(MIDNIGHT, 90)).toBe(0);
    expect(window.insert(MIDNIGHT, 95)).toBe(0);
    expect([window.size, window.valueAt(0)]).toEqual([1, 90]);
  });

  it('stays small under a flood', () => {
    const window = new GlucoseWindow(0);
    for (let second = 0; second < 20_000; second += 1) window.insert(MIDNIGHT + second * 1_000, 100);
    expect(window.size).toBeLessThan(5_000);
  });
});
