import { readFile } from 'node:fs/promises';

/** Ticks a second of the sample clock of the MIT-BIH Arrhythmia Database. */
const SAMPLES_PER_SECOND = 360;

/** The annotations that WFDB counts as beats (its `isqrs`). Of a beat nothing but its time is read. */
const BEATS = new Set('NLRBAaJSVrFejnE/fQ?!');

/** Time, sample, type, subtype, channel, number and, for some, text, as WFDB's `rdann -v` prints them. */
const ANNOTATION = /^\s*\S+\s+(\d+)\s+(\S)\s+-?\d+\s+-?\d+\s+-?\d+(?:\s+(\S.*))?$/;

export type AnnotatedBeat = { atMs: number; isFibrillation: boolean };

/** The beats of one record in order of time, and whether the rhythm was atrial fibrillation at each. */
export async function readAnnotations(file: string): Promise<AnnotatedBeat[]> {
  const beats: AnnotatedBeat[] = [];
  let rhythm = '';
  let newest = 0;
  for (const [i, line] of (await readFile(file, 'utf8')).split(/\r?\n/).entries()) {
    if (line.trim() === '' || isHeader(i, line)) continue;
    const [, digits, type = '', text = ''] = ANNOTATION.exec(line) ?? [];
    const sample = Number(digits);
    if (digits === undefined || !Number.isSafeInteger(sample)) {
      throw new Error(`${file}, line ${i + 1}: this is no annotation`);
    }
    if (sample < newest) throw new Error(`${file}, line ${i + 1}: sample ${sample} comes after ${newest}`);
    newest = sample;
    if (type === '+' && text.startsWith('(')) rhythm = text.replaceAll('\0', '').trim();
    if (!BEATS.has(type)) continue;
    beats.push({ atMs: (sample * 1_000) / SAMPLES_PER_SECOND, isFibrillation: rhythm === '(AFIB' });
  }
  if (beats.length === 0) throw new Error(`${file} holds no beats`);
  return beats;
}

const isHeader = (index: number, line: string): boolean => index === 0 && /^\s*Time\s+Sample/.test(line);
