import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateFolder } from '#tools/rhythm-evaluation/evaluate-folder.ts';
import { readAnnotations } from '#tools/rhythm-evaluation/read-annotations.ts';
import { fibrillation, sinus } from './pulses.ts';

const HEADER = '      Time   Sample #  Type  Sub Chan  Num\tAux';
const SAMPLES_PER_MS = 0.36;

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kanhu-rhythm-'));
});
afterAll(() => rm(root, { recursive: true }));

const line = (sample: number, type: string, text = '') =>
  `    0:00.000 ${String(sample).padStart(8)}     ${type}    0    0    0${text === '' ? '' : `\t${text}`}`;

/** A rhythm annotation and its beats, for each stretch. */
const linesOf = (stretches: readonly { rhythm: string; type: string; intervals: number[] }[]): string[] => {
  const lines = [HEADER];
  let atMs = 0;
  for (const { rhythm, type, intervals } of stretches) {
    lines.push(line(Math.round(atMs * SAMPLES_PER_MS), '+', rhythm));
    for (const interval of intervals) lines.push(line(Math.round((atMs += interval) * SAMPLES_PER_MS), type));
  }
  return lines;
};
const folderWith = async (name: string, files: Record<string, readonly string[]>) => {
  const folder = join(root, name);
  await mkdir(folder);
  for (const [file, lines] of Object.entries(files)) await writeFile(join(folder, file), `${lines.join('\n')}\n`);
  return folder;
};

const fibrillating = (type = 'N') =>
  linesOf([
    { rhythm: '(N', type, intervals: sinus(300, 1) },
    { rhythm: '(AFIB', type, intervals: fibrillation(600, 2) },
  ]);

describe('reading annotations', () => {
  it('takes the beats with the rhythm at each, and leaves other annotations out', async () => {
    const folder = await folderWith('read', {
      '1annotations.txt': [
        HEADER,
        line(18, '+', '(AFIB\0'),
        line(360, 'N'),
        line(400, '~'),
        line(720, 'V'),
        line(800, '+', '(N'),
        line(1_080, 'A'),
      ],
    });
    expect(await readAnnotations(join(folder, '1annotations.txt'))).toEqual([
      { atMs: 1_000, isFibrillation: true },
      { atMs: 2_000, isFibrillation: true },
      { atMs: 3_000, isFibrillation: false },
    ]);
  });

  it.each([
    ['letters.txt', [HEADER, line(1, 'N'), 'what is this'], /letters\.txt, line 3: this is no annotation/],
    ['order.txt', [HEADER, line(900, 'N'), line(300, 'N')], /order\.txt, line 3: sample 300 comes after 900/],
    ['empty.txt', [HEADER], /empty\.txt holds no beats/],
  ])('names the file and the line of what it cannot read: %s', async (name, lines, message) => {
    const folder = await folderWith(name, { [name]: lines });
    await expect(evaluateFolder(folder)).rejects.toThrow(message);
  });

  it('says which folder is missing, or holds nothing to score', async () => {
    await expect(evaluateFolder(join(root, 'nowhere'))).rejects.toThrow(/nowhere is no folder/);
    await expect(evaluateFolder(await folderWith('nothing', { 'notes.md': [] }))).rejects.toThrow(
      /no annotation files/,
    );
  });
});

describe('evaluate --rhythm', () => {
  it('scores each record and all together, whatever letters the beats have', async () => {
    const files = {
      '1annotations.txt': fibrillating(),
      '2.txt': linesOf([{ rhythm: '(N', type: 'N', intervals: sinus(400, 3) }]),
    };
    const { records, pooled, alerts } = await evaluateFolder(await folderWith('scored', files));
    expect(Object.keys(records)).toEqual(['1', '2']);
    // The first beat ends no interval; a window ends with each from the thirtieth interval on.
    expect(records['1']?.windows).toBe(900 - 30);
    expect(records['1']?.sensitivity).toBeGreaterThan(0.9);
    expect(records['1']?.ppv).toBe(1);
    expect(records['2']).toEqual({ windows: 400 - 30, sensitivity: null, ppv: null });
    expect(pooled).toEqual({ ...records['1'], windows: 900 - 30 + 400 - 30 });
    expect(alerts).toMatchObject({
      withoutFibrillation: { records: 1, alerts: 0, alertsPerHour: 0 },
      withFibrillation: { records: 1, alerted: 1 },
    });
    const lettered = await evaluateFolder(
      await folderWith('lettered', { ...files, '1annotations.txt': fibrillating('V') }),
    );
    expect(lettered.records).toEqual(records);
  });

  it('prints JSON, and exits non-zero with the reason', async () => {
    const command = fileURLToPath(new URL('../../../tools/evaluate.ts', import.meta.url));
    const run = (...args: string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8' });
    const folder = await folderWith('printed', { '1annotations.txt': fibrillating() });
    const out = join(root, 'out.json');
    const good = run('--rhythm', folder, '--json', out);
    expect(good).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(good.stdout)).toEqual(await evaluateFolder(folder));
    expect(await readFile(out, 'utf8')).toBe(good.stdout);
    const missing = run('--rhythm', join(root, 'missing'));
    expect(missing).toMatchObject({ status: 1, stdout: '' });
    expect(missing.stderr).toMatch(/missing is no folder/);
    expect(run('--rhythm').status).toBe(2);
    expect(run('--rhythm', folder, 'file.csv').stderr).toMatch(/--rhythm takes a folder and nothing else/);
  });
});
