import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';
import { REPLAY_COLUMNS } from '#tools/replay/csv.ts';
import type { ReplayReport } from '#tools/replay/report.ts';
import { ROOT } from '#tools/run.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kanhu-replay-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const replay = async (...args: string[]): Promise<ReplayReport> => {
  const out = join(folder, 'report.json');
  await promisify(execFile)(process.execPath, [join(ROOT, 'tools/replay.ts'), ...args, '--json', out]);
  return JSON.parse(await readFile(out, 'utf8')) as ReplayReport;
};

const expectAllAccountedFor = ({ readings }: ReplayReport): void => {
  expect(readings.sent).toBe(readings.stored + readings.duplicate + readings.quarantined);
  expect(Object.values(readings.byReason).reduce((sum, count) => sum + count, 0)).toBe(readings.quarantined);
};

const cuffRow = (time: string, systolic: number, diastolic: number): string =>
  `someone,2020-03-01T${time}:00+08:00,blood-pressure,${systolic},${diastolic},70,,mmHg,,`;

describe('replay', () => {
  it('plays a recording through MQTT on the patient’s own clock and accounts for every row', async () => {
    const file = join(folder, 'small.csv');
    const rows = [
      REPLAY_COLUMNS.join(','),
      cuffRow('07:00', 131, 82),
      cuffRow('07:00', 131, 82),
      cuffRow('08:00', 80, 120),
      // A crisis, confirmed four minutes later, and over in the evening.
      cuffRow('09:00', 188, 112),
      cuffRow('09:04', 186, 110),
      cuffRow('19:00', 138, 84),
    ];
    await writeFile(file, `${rows.join('\n')}\n`);
    const report = await replay(file);
    expectAllAccountedFor(report);
    expect(report.readings).toMatchObject({ sent: 6, stored: 4, duplicate: 1, quarantined: 1 });
    expect(report.patientDays).toBe(1);
    const crises = report.alerts.filter(({ ruleId }) => ruleId === 'bp.crisis');
    expect(crises).toEqual([
      {
        patient: 'someone',
        ruleId: 'bp.crisis',
        ruleSet: 'china',
        lane: 'physiological',
        severity: 'critical',
        paged: true,
        confirmation: 'confirmed',
        onsetAt: '2020-03-01T01:00:00.000Z',
        raisedAt: '2020-03-01T01:00:00.000Z',
        clearedAt: '2020-03-01T11:00:00.000Z',
        state: 'raised',
      },
    ]);
  });
});

const PREGNANCY = 'blood-pressure/pregnancy.csv';
const HOME_CUFF = 'blood-pressure/home-cuff.csv';
const FINGER_STICKS = 'glucose-meter/aim94.csv';

describeWithDatasets('replay of real recordings', [PREGNANCY, HOME_CUFF, FINGER_STICKS], () => {
  it('finds three onsets of a high mean in a quarter of home readings, and pages nobody', async () => {
    const report = await replay(datasetFile(HOME_CUFF));
    expectAllAccountedFor(report);
    expect(report.alerts.map(({ ruleId, onsetAt }) => [ruleId, onsetAt])).toEqual([
      ['bp.home-mean', '2019-06-03T05:00:00.000Z'],
      ['bp.home-mean', '2019-07-08T05:00:00.000Z'],
      ['bp.home-mean', '2019-07-23T05:00:00.000Z'],
    ]);
    expect(report.pagesPerPatientDay).toBe(0);
  });

  it('finds every woman with severe hypertension by the rule set for pregnancy', async () => {
    const report = await replay(datasetFile(PREGNANCY), '--rule-set', 'pregnancy');
    expectAllAccountedFor(report);
    expect(report.readings).toMatchObject({ sent: 1_750, stored: 1_750 });
    expect(new Set(report.alerts.map(({ patient }) => patient)).size).toBe(15);
    expect(report.alerts.every(({ ruleId, ruleSet }) => ruleId === 'bp.crisis' && ruleSet === 'pregnancy')).toBe(true);
  });

  it('keeps two different values that one person measured in one minute', async () => {
    const report = await replay(datasetFile(FINGER_STICKS));
    expectAllAccountedFor(report);
    expect(report.readings.sent).toBe(8_434);
    const [low] = report.alerts.filter(
      ({ patient, onsetAt }) => patient === 'aim94-27' && onsetAt.startsWith('1989-06-28T02:30'),
    );
    expect(low).toMatchObject({ ruleId: 'glucose.low-2', paged: true });
  });
});
