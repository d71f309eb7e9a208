import { describe, expect, it } from 'vitest';
import type { RuleSetId } from '#contracts/rule.ts';
import { detect } from '#models/detect.ts';
import type { Finding } from '#models/detection/finding.ts';
import type { DetectionRow } from '#models/detection/patient-watch.ts';
import { FindingTable, fingerStick, heartRate, HOUR, MINUTE, pressure, sensor, START, watch } from './readings.ts';

/** What the crisis rules find in readings one by one, each received when it was measured, unless said otherwise. */
const findingsOf = (rows: readonly DetectionRow[], options: { ruleSet?: RuleSetId; now?: number } = {}): Finding[] => {
  const patient = watch(options.ruleSet, { layersOff: ['windowed'] });
  const table = new FindingTable();
  for (const row of rows) table.apply(detect(patient, [row], options.now ?? row.effectiveAtMs));
  return [...table.rows.values()];
};

const onsetMinute = ({ onsetAt }: Finding): number => (onsetAt - START) / MINUTE;
const clearedMinute = ({ clearedAt }: Finding): number | null =>
  clearedAt === null ? null : (clearedAt - START) / MINUTE;

describe('a cuff crisis', () => {
  it('is raised at once and waits for a repeat before anybody is paged', () => {
    const [finding] = findingsOf([pressure(0, 190, 100)]);
    expect(finding).toMatchObject({ ruleId: 'bp.crisis', severity: 'critical', lane: 'physiological' });
    expect(finding).toMatchObject({ confirmation: 'awaiting', isPageable: false, repeatWithinMs: 10 * MINUTE });
  });
  it('waits 15 minutes in pregnancy', () => {
    expect(findingsOf([pressure(0, 165, 100)], { ruleSet: 'pregnancy' })).toMatchObject([
      { repeatWithinMs: 15 * MINUTE },
    ]);
  });
  it('pages on a confirming repeat a minute later', () => {
    expect(findingsOf([pressure(0, 190, 100), pressure(1, 182, 100)])).toMatchObject([
      { confirmation: 'confirmed', isPageable: true, clearedAt: null },
    ]);
  });
  it('does not take a second value of the same minute for a repeat, whatever it says', () => {
    expect(findingsOf([pressure(0, 190, 100), pressure(0.5, 188, 100)])).toMatchObject([{ confirmation: 'awaiting' }]);
    expect(findingsOf([pressure(0, 190, 100), pressure(0.5, 120, 80)])).toMatchObject([
      { confirmation: 'awaiting', clearedAt: null },
    ]);
  });
  it('is unconfirmed by a normal repeat, and pages nobody', () => {
    const [finding] = findingsOf([pressure(0, 190, 100), pressure(3, 140, 85)]);
    expect(finding).toMatchObject({ confirmation: 'unconfirmed', isPageable: false });
    expect(finding && clearedMinute(finding)).toBe(3);
  });
  it('is unconfirmed but not over by a repeat inside the clear band', () => {
    expect(findingsOf([pressure(0, 190, 100), pressure(3, 175, 100)])).toMatchObject([
      { confirmation: 'unconfirmed', clearedAt: null },
    ]);
  });
  it('pages when it comes back after an unconfirming repeat inside the band', () => {
    expect(findingsOf([pressure(0, 190, 100), pressure(3, 175, 100), pressure(6, 186, 100)])).toMatchObject([
      { confirmation: 'confirmed', isPageable: true },
    ]);
  });
  it('pages at once with symptoms', () => {
    expect(findingsOf([pressure(0, 190, 100, { flags: ['symptoms'] })])).toMatchObject([
      { confirmation: 'awaiting', isPageable: true, repeatWithinMs: null },
    ]);
  });
  it('keeps a page when the repeat is normal', () => {
    expect(findingsOf([pressure(0, 190, 100, { flags: ['symptoms'] }), pressure(3, 130, 80)])).toMatchObject([
      { confirmation: 'unconfirmed', isPageable: true },
    ]);
  });
  it('has a new onset after it was over, and after a day of silence', () => {
    const rows = [pressure(0, 190, 100), pressure(5, 140, 80), pressure(60, 188, 90), pressure(60 + 25 * 60, 188, 90)];
    expect(findingsOf(rows).map(onsetMinute)).toEqual([0, 60, 60 + 25 * 60]);
  });
});

describe('a device without a cuff', () => {
  it('shows a crisis and never pages, with repeats or symptoms', () => {
    const rows = [
      pressure(0, 195, 115, { method: 'cuffless' }),
      pressure(5, 195, 115, { method: 'cuffless', flags: ['symptoms'] }),
    ];
    expect(findingsOf(rows)).toMatchObject([{ stream: 'cuffless', severity: 'high', isPageable: false }]);
  });
  it('neither confirms nor clears what a cuff found', () => {
    const crisis = pressure(0, 190, 100);
    expect(findingsOf([crisis, pressure(3, 195, 110, { method: 'cuffless' })])[0]).toMatchObject({
      stream: 'cuff',
      confirmation: 'awaiting',
    });
    expect(findingsOf([crisis, pressure(3, 118, 76, { method: 'cuffless' })])).toMatchObject([
      { stream: 'cuff', confirmation: 'awaiting', clearedAt: null },
    ]);
  });
});

describe('low glucose', () => {
  it('pages at once on a finger-stick', () => {
    expect(findingsOf([fingerStick(0, 53)])).toMatchObject([{ ruleId: 'glucose.low-2', isPageable: true }]);
  });
  it('pages at once on LO, of a sensor too', () => {
    expect(findingsOf([sensor(0, 40, { comparator: '<' })])).toMatchObject([{ isPageable: true }]);
  });
  it('is raised at once on a sensor and paged when it lasts 15 minutes', () => {
    expect(findingsOf([sensor(0, 52), sensor(5, 52), sensor(10, 52)])).toMatchObject([{ isPageable: false }]);
    expect(findingsOf([sensor(0, 52), sensor(5, 52), sensor(10, 52), sensor(15, 53)])).toMatchObject([
      { isPageable: true, severity: 'critical' },
    ]);
  });
  it('is over on a sensor after 15 minutes recovered', () => {
    const rows = [sensor(0, 52), sensor(5, 60), sensor(10, 61), sensor(15, 62), sensor(20, 63)];
    expect(findingsOf(rows).map(clearedMinute)).toEqual([20]);
    expect(findingsOf(rows.slice(0, 4)).map(clearedMinute)).toEqual([null]);
  });
  it('has two onsets when one sensor reading of 15 minutes lies between', () => {
    expect(findingsOf([sensor(0, 52), sensor(15, 60), sensor(30, 50)]).map(onsetMinute)).toEqual([0, 30]);
  });
  it('is not ended by a sensor when a finger-stick found it', () => {
    const rows = [fingerStick(0, 48), ...[5, 10, 15, 20, 25].map((minute) => sensor(minute, 110))];
    expect(findingsOf(rows)).toMatchObject([{ stream: 'capillary', clearedAt: null }]);
    expect(findingsOf([...rows, fingerStick(30, 88)]).map(clearedMinute)).toEqual([30]);
  });
});

describe('high glucose', () => {
  it('takes two finger-sticks above 300, hours apart or minutes', () => {
    expect(findingsOf([fingerStick(0, 320)])).toEqual([]);
    const [finding] = findingsOf([fingerStick(0, 320), fingerStick(240, 305)]);
    expect(finding).toMatchObject({ ruleId: 'glucose.high-crisis', isPageable: true, severity: 'critical' });
    expect(finding && onsetMinute(finding)).toBe(0);
  });
  it('does not take two with a lower one between, or a day apart', () => {
    expect(findingsOf([fingerStick(0, 320), fingerStick(240, 240), fingerStick(480, 310)])).toEqual([]);
    expect(findingsOf([fingerStick(0, 320), fingerStick(13 * 60, 310)])).toEqual([]);
  });
  it('takes HI alone', () => {
    expect(findingsOf([fingerStick(0, 600, { comparator: '>' })])).toMatchObject([{ isPageable: true }]);
  });
  it('is shown on a sensor after 15 minutes and paged after two hours', () => {
    const rows = Array.from({ length: 9 }, (_, i) => sensor(i * 15, 320));
    expect(findingsOf(rows.slice(0, 1))).toEqual([]);
    expect(findingsOf(rows.slice(0, 2))).toMatchObject([{ severity: 'high', isPageable: false }]);
    expect(findingsOf(rows)).toMatchObject([{ severity: 'critical', isPageable: true }]);
  });
});

describe('heart rate at rest', () => {
  const minutes = (value: number, count: number, more: Partial<DetectionRow> = {}): DetectionRow[] =>
    Array.from({ length: count }, (_, i) => heartRate(i, value, more));

  it('is found when it lasts ten minutes, with its beginning as onset', () => {
    expect(findingsOf(minutes(135, 10))).toEqual([]);
    const [finding] = findingsOf(minutes(135, 11));
    expect(finding).toMatchObject({ ruleId: 'hr.rest-high', severity: 'critical', isPageable: true });
    expect(finding && onsetMinute(finding)).toBe(0);
    expect(findingsOf(minutes(38, 11))).toMatchObject([{ ruleId: 'hr.rest-low' }]);
  });
  it('does not count minutes with steps or marked active', () => {
    expect(findingsOf(minutes(140, 20, { steps: 30 }))).toEqual([]);
    expect(findingsOf(minutes(140, 20, { context: 'active' }))).toEqual([]);
    expect(findingsOf(minutes(140, 20, { context: 'rest', steps: 4 }))).toEqual([]);
    expect(findingsOf(minutes(140, 20).with(5, heartRate(5, 140, { steps: 2 }))).map(onsetMinute)).toEqual([6]);
  });
  it('counts an unknown context without steps as rest', () => {
    expect(findingsOf(minutes(140, 11, { context: 'unknown' }))).toHaveLength(1);
  });
});

describe('late readings', () => {
  it('page when nothing newer is known and they are young enough to matter', () => {
    expect(findingsOf([pressure(0, 190, 100)], { now: START + 20 * HOUR })).toMatchObject([{ lane: 'physiological' }]);
    expect(findingsOf([fingerStick(0, 48)], { now: START + 1.5 * HOUR })).toMatchObject([{ isPageable: true }]);
  });
  it('are late findings when older than their relevance', () => {
    expect(findingsOf([fingerStick(0, 48)], { now: START + 2.1 * HOUR })).toMatchObject([
      { lane: 'late', isPageable: false },
    ]);
    expect(findingsOf([pressure(0, 190, 100)], { now: START + 25 * HOUR })).toMatchObject([{ lane: 'late' }]);
  });
  it('are late findings when a newer reading says otherwise', () => {
    const rows = [pressure(30, 130, 80), pressure(0, 190, 100)];
    expect(findingsOf(rows, { now: START + 40 * MINUTE })).toMatchObject([
      { lane: 'late', isPageable: false, repeatWithinMs: null },
    ]);
  });
  it('become current when the newest reading goes on with it', () => {
    const rows = [fingerStick(60, 95), fingerStick(0, 48), fingerStick(70, 47)];
    expect(findingsOf(rows, { now: START + 75 * MINUTE }).map(({ lane }) => lane)).toEqual(['late', 'physiological']);
  });
  it('move an onset to its beginning without making it news', () => {
    const patient = watch();
    detect(patient, [sensor(15, 50)], START + 20 * MINUTE);
    const [change] = detect(patient, [sensor(10, 51)], START + 20 * MINUTE);
    expect(change).toMatchObject({
      supersedes: [START + 15 * MINUTE],
      before: { onsetAt: START + 15 * MINUTE },
      after: { onsetAt: START + 10 * MINUTE, lane: 'physiological' },
    });
  });
  it('too old for the window speak for themselves', () => {
    const patient = watch();
    detect(
      patient,
      Array.from({ length: 40 }, (_, i) => pressure(i * 60, 120, 80)),
      START + 40 * HOUR,
    );
    const changes = detect(patient, [pressure(1, 190, 110)], START + 40 * HOUR);
    expect(changes).toMatchObject([{ before: null, after: { lane: 'late', stream: null, isPageable: false } }]);
  });
});

it('explains a finding by its readings, the rule and the thresholds as compared', () => {
  const patient = watch('us');
  const crisis = pressure(0, 192, 100);
  const [change] = detect(patient, [crisis], START);
  expect(change?.explanation).toMatchObject({
    ruleId: 'bp.crisis',
    ruleSet: 'us',
    contributions: [{ observationId: crisis.id, values: { systolic: 192, diastolic: 100 }, unit: 'mmHg' }],
    comparisons: [
      { quantity: 'systolic', operator: '>', threshold: 180 },
      { quantity: 'diastolic', operator: '>', threshold: 120 },
    ],
  });
});
