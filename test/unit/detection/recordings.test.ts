import { expect, it } from 'vitest';
import type { RuleSetId } from '#contracts/rule.ts';
import { detect } from '#models/detect.ts';
import type { Finding } from '#models/detection/finding.ts';
import { PatientWatch, type DetectionRow } from '#models/detection/patient-watch.ts';
import { describeWithDatasets } from '#test/support/datasets.ts';
import { readRecording } from '#test/support/recordings.ts';
import { FindingTable } from './readings.ts';

const HOME_CUFF = 'blood-pressure/home-cuff.csv';
const PREGNANCY = 'blood-pressure/pregnancy.csv';
const SENSORS = 'cgm/shanghai.csv';
const WRISTS = 'heart-rate/wrist.csv';

const findingsOf = (rows: readonly DetectionRow[], timeZone: string, ruleSet: RuleSetId = 'china'): Finding[] => {
  const watch = new PatientWatch({
    ruleSet,
    overrides: {},
    timeZone,
    night: null,
    glucoseUnit: 'mg/dL',
    utcOffsetMinutes: 0,
  });
  const table = new FindingTable();
  for (const row of rows) table.apply(detect(watch, [row], row.effectiveAtMs));
  return [...table.rows.values()];
};

/** Beginnings of the runs of sensor samples below 54 mg/dL, and how long each is. */
const runsBelow54 = (rows: readonly DetectionRow[]): { onsetAt: number; samples: number }[] => {
  const runs: { onsetAt: number; samples: number }[] = [];
  let isBelow = false;
  for (const { specimen, glucose, effectiveAtMs } of rows) {
    if (specimen !== 'interstitial' || glucose === null) continue;
    const run = runs.at(-1);
    if (glucose >= 54) isBelow = false;
    else if (isBelow && run !== undefined) run.samples += 1;
    else {
      isBelow = true;
      runs.push({ onsetAt: effectiveAtMs, samples: 1 });
    }
  }
  return runs;
};

describeWithDatasets('recordings', [HOME_CUFF, PREGNANCY, SENSORS, WRISTS], () => {
  it('a quarter of home readings: three onsets of a high mean, two shifts beside them, and no page', async () => {
    const [rows = []] = (await readRecording(HOME_CUFF)).values();
    const findings = findingsOf(rows, 'America/Chicago');
    const onsetsOf = (id: string): string[] =>
      findings.filter(({ ruleId }) => ruleId === id).map(({ onsetAt }) => new Date(onsetAt).toISOString());
    expect(new Set(findings.map(({ ruleId }) => ruleId))).toEqual(new Set(['bp.home-mean', 'bp.baseline']));
    expect(onsetsOf('bp.home-mean')).toEqual([
      '2019-06-03T05:00:00.000Z',
      '2019-07-08T05:00:00.000Z',
      '2019-07-23T05:00:00.000Z',
    ]);
    expect(onsetsOf('bp.baseline')).toEqual(['2019-07-10T05:00:00.000Z', '2019-07-25T05:00:00.000Z']);
    expect(findings.some(({ isPageable }) => isPageable)).toBe(false);
  });

  it('a quarter of home readings: one of 222 is far from what is usual for this person', async () => {
    const [rows = []] = (await readRecording(HOME_CUFF)).values();
    const watch = new PatientWatch({
      ...{ ruleSet: 'china', overrides: {}, timeZone: 'America/Chicago', night: null },
      ...{ glucoseUnit: 'mg/dL', utcOffsetMinutes: 0 },
    });
    const far = rows.filter((row) => {
      detect(watch, [row], row.effectiveAtMs);
      return watch.isFarFromUsual(row);
    });
    expect(rows).toHaveLength(222);
    expect(far).toHaveLength(1);
  });

  it('glucose sensors: each run below 54 is found once, pages when it lasts, and single samples are shown', async () => {
    let runs = 0;
    let single = 0;
    for (const rows of (await readRecording(SENSORS)).values()) {
      const expected = runsBelow54(rows);
      const found = findingsOf(rows, 'Asia/Shanghai').filter(
        ({ ruleId, stream }) => ruleId === 'glucose.low-2' && stream === 'interstitial',
      );
      expect(found.map(({ onsetAt, isPageable }) => [onsetAt, isPageable])).toEqual(
        expected.map(({ onsetAt, samples }) => [onsetAt, samples >= 2]),
      );
      runs += expected.filter(({ samples }) => samples >= 2).length;
      single += expected.filter(({ samples }) => samples === 1).length;
    }
    expect({ runs, single }).toEqual({ runs: 136, single: 21 });
  });

  it('pregnancies: all 15 women with 160/110 or more, and nobody else', async () => {
    for (const rows of (await readRecording(PREGNANCY)).values()) {
      const isSevere = rows.some(({ systolic, diastolic }) => (systolic ?? 0) >= 160 || (diastolic ?? 0) >= 110);
      const findings = findingsOf(rows, 'UTC', 'pregnancy');
      expect(findings.some(({ ruleId }) => ruleId === 'bp.crisis')).toBe(isSevere);
    }
  });

  it('wrists: ten minutes above 100 at rest are rare, and page nobody', async () => {
    const findings = [...(await readRecording(WRISTS)).values()].flatMap((rows) => findingsOf(rows, 'UTC'));
    expect(findings.map(({ ruleId, severity }) => `${ruleId} ${severity}`)).toEqual(
      Array(6).fill('hr.rest-high moderate'),
    );
    expect(findings.some(({ isPageable }) => isPageable)).toBe(false);
  });
});
