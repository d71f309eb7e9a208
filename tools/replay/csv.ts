import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';

export const REPLAY_COLUMNS = [
  'patient',
  'measured_at',
  'kind',
  'systolic',
  'diastolic',
  'pulse',
  'glucose',
  'unit',
  'heart_rate',
  'steps',
] as const;

export type ReplayRow = Record<(typeof REPLAY_COLUMNS)[number], string>;

/** Reads a replay CSV. Values are not judged here: what is wrong with them is for the pipeline to say. */
export const readReplayCsv = async (file: string): Promise<ReplayRow[]> => {
  const rows: ReplayRow[] = [];
  const parser = createReadStream(file).pipe(
    parse({
      columns: (header: string[]) => {
        const missing = REPLAY_COLUMNS.filter((column) => !header.includes(column));
        if (missing.length > 0) throw new Error(`${file}: the header lacks ${missing.join(', ')}`);
        return header;
      },
      trim: true,
    }),
  );
  for await (const row of parser) rows.push(row as ReplayRow);
  return rows;
};
