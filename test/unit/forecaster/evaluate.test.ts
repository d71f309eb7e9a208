import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readManifest } from '#models/forecaster/artifact.ts';
import { ARTIFACT_DIR } from '#models/forecaster/load.ts';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';
import { evaluateFile } from '#tools/forecaster-evaluation/evaluate-file.ts';
import { readSensorReadings } from '#tools/forecaster-evaluation/read-sensor-readings.ts';
import { madeUpReadings } from './series.ts';

const HEADER = 'patient,measured_at,kind,systolic,diastolic,pulse,glucose,unit,heart_rate,steps';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kanhu-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fileWith = async (name: string, lines: readonly string[]) => {
  const file = join(folder, name);
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
};
const rowsOf = (patient: string, seed: number) =>
  madeUpReadings(seed, 150).map(
    ({ measuredAtMs, mgPerDl }) =>
      `${patient},${new Date(measuredAtMs).toISOString()},glucose-cgm,,,,${mgPerDl},mg/dL,,`,
  );

describe('reading sensor glucose', () => {
  it('joins the records of a person, converts units, reads the offset and leaves other kinds out', async () => {
    const file = await fileWith('units.csv', [
      HEADER,
      '1002_0_20210504,2021-05-04T10:33:00+08:00,glucose-cgm,,,,90,mg/dL,,',
      '1002_1_20210521,2021-05-21T10:33:00-03:30,glucose-cgm,,,,5,mmol/L,,',
      '1002_1_20210521,2021-05-21T10:40:00-03:30,glucose-meter,,,,99,mg/dL,,',
      'ward_a,2021-05-21T10:33:00Z,glucose-cgm,,,,80,mg/dL,,',
    ]);
    const readings = await readSensorReadings(file);
    expect([...readings.keys()]).toEqual(['1002', 'ward_a']);
    expect(readings.get('1002')).toEqual([
      { measuredAtMs: Date.parse('2021-05-04T02:33:00Z'), utcOffsetMinutes: 480, mgPerDl: 90 },
      { measuredAtMs: Date.parse('2021-05-21T14:03:00Z'), utcOffsetMinutes: -210, mgPerDl: 5 * 18.01559 },
    ]);
  });

  it('reads iglu’s columns as UTC', async () => {
    const file = await fileWith('iglu.csv', [
      '"","id","time","gl"',
      '"1","S 1",2015-06-06 16:50:27,153',
      '"2","S 1",2015-06-06 16:55:27,NA',
    ]);
    expect((await readSensorReadings(file)).get('S 1')).toEqual([
      { measuredAtMs: Date.parse('2015-06-06T16:50:27Z'), utcOffsetMinutes: 0, mgPerDl: 153 },
    ]);
  });

  it('names the file and the line of what it cannot read', async () => {
    const file = await fileWith('bad.csv', [HEADER, 'a,2021-05-04T10:33:00Z,glucose-cgm,,,,HI,mg/dL,,']);
    await expect(readSensorReadings(file)).rejects.toThrow(/bad\.csv, line 2: "HI" is no glucose/);
    await expect(readSensorReadings(await fileWith('other.csv', ['a,b', '1,2']))).rejects.toThrow(/neither/);
  });
});

describe('evaluate', () => {
  it('computes on people it was not trained on, and leaves the others out', async () => {
    const [known = ''] = (await readManifest(ARTIFACT_DIR)).trainingPatients;
    const file = await fileWith('mixed.csv', [HEADER, ...rowsOf('new', 1), ...rowsOf('newer', 2), ...rowsOf(known, 3)]);
    const evaluation = await evaluateFile(file, ARTIFACT_DIR);
    expect(Object.keys(evaluation)).toEqual([
      'windows',
      'patients',
      'rmse30',
      'rmse60',
      'rmsePersistence',
      'rmseAr8',
      'low30',
      'rmse60Persistence',
      'rmse60Ar8',
      'calibration',
      'lows',
      'patientsWorseThanPersistence',
      'excludedTrainingPatients',
      'backend',
      'windowsPerSecond',
    ]);
    expect(Object.keys(evaluation.low30)).toEqual(['auroc', 'ap', 'apAr8', 'sensitivity', 'ppv']);
    expect(evaluation).toMatchObject({ windows: 2 * (150 - 7 - 2), patients: 2, excludedTrainingPatients: 1 });
    expect(evaluation.rmse30).toBeGreaterThan(0);
    expect(evaluation.windowsPerSecond).toBeGreaterThan(0);
  });

  it('refuses a file of training patients only, and an artifact that is none', async () => {
    const [known = ''] = (await readManifest(ARTIFACT_DIR)).trainingPatients;
    const file = await fileWith('known.csv', [HEADER, ...rowsOf(known, 3)]);
    await expect(evaluateFile(file, ARTIFACT_DIR)).rejects.toThrow(/nobody to judge/);
    await expect(evaluateFile(file, folder)).rejects.toThrow(/no artifact/);
  });

  it('exits non-zero on the command line, with the reason', async () => {
    const command = fileURLToPath(new URL('../../../tools/evaluate.ts', import.meta.url));
    const run = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
    expect(run('--unknown', folder)).toMatchObject({ status: 2, stdout: '' });
    expect(run('--unknown', folder).stderr).toContain('--unknown');
    expect(run().status).toBe(2);
    const [known = ''] = (await readManifest(ARTIFACT_DIR)).trainingPatients;
    expect(run(await fileWith('known-too.csv', [HEADER, ...rowsOf(known, 3)])).status).toBe(1);
    const out = join(folder, 'out.json');
    const good = run(await fileWith('new.csv', [HEADER, ...rowsOf('new', 1)]), '--json', out);
    expect(good).toMatchObject({ status: 0 });
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual(JSON.parse(good.stdout));
  });
});

describeWithDatasets('on the data sets', ['cgm/shanghai.csv', 'cgm/oracle/example_data_5_subject.csv'], () => {
  it('prints the stored out-of-fold result for the training file', async () => {
    const manifest = await readManifest(ARTIFACT_DIR);
    const evaluation = await evaluateFile(datasetFile('cgm/shanghai.csv'), ARTIFACT_DIR);
    expect(evaluation).toMatchObject(manifest.outOfFold);
    expect(evaluation).toMatchObject({ windows: 101_382, patients: 90, excludedTrainingPatients: 0 });
  });

  it('is better than persistence and AR(8) on another sensor, too, and worse than persistence for nobody', async () => {
    const file = datasetFile('cgm/oracle/example_data_5_subject.csv');
    const evaluation = await evaluateFile(file, ARTIFACT_DIR);
    const { rmse30, rmse60, rmsePersistence, rmse60Persistence, rmseAr8, low30 } = evaluation;
    expect(evaluation.patients).toBe(5);
    expect(rmse60).toBeLessThan(rmse60Persistence);
    expect(rmse30).toBeLessThan(Math.min(rmsePersistence, rmseAr8));
    expect(low30.ap).toBeGreaterThan(low30.apAr8 ?? Number.NaN);
    expect(evaluation.patientsWorseThanPersistence).toBe(0);
  });
});
