import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { MGDL_PER_MMOLL } from '#contracts/units.ts';
import type { SensorReading } from '#models/forecaster/training/windows.ts';

const ReplayRow = z.object({
  patient: z.string().min(1),
  measured_at: z.iso.datetime({ offset: true }),
  kind: z.string(),
  glucose: z.string(),
  unit: z.string(),
});
/** As iglu, the R package for sensor glucose, reads it: mg/dL, times without a zone. */
const IgluRow = z.object({ id: z.string().min(1), time: z.string(), gl: z.string() });

/** Sensor glucose by patient, from a replay CSV or one with iglu's `id,time,gl`, whose times are read as UTC. */
export async function readSensorReadings(file: string): Promise<Map<string, SensorReading[]>> {
  const rows: Record<string, string>[] = parse(await readFile(file), { columns: true, trim: true, bom: true });
  const header = Object.keys(rows[0] ?? {});
  const read = header.includes('measured_at') ? fromReplay : header.includes('gl') ? fromIglu : null;
  if (read === null) throw new Error(`${file} is neither a replay CSV nor one with the columns id,time,gl`);
  const readings = new Map<string, SensorReading[]>();
  for (const [i, row] of rows.entries()) {
    try {
      const found = read(row);
      if (found === null) continue;
      const list = readings.get(found.patient);
      if (list === undefined) readings.set(found.patient, [found.reading]);
      else list.push(found.reading);
    } catch (error) {
      throw new Error(`${file}, line ${i + 2}: ${reasonOf(error)}`, { cause: error });
    }
  }
  return readings;
}

type Found = { patient: string; reading: SensorReading };

function fromReplay(row: Record<string, string>): Found | null {
  const { patient, measured_at: measuredAt, kind, glucose, unit } = ReplayRow.parse(row);
  if (kind !== 'glucose-cgm') return null;
  const factor = unit === 'mmol/L' ? MGDL_PER_MMOLL : 1;
  const reading = {
    measuredAtMs: Date.parse(measuredAt),
    utcOffsetMinutes: offsetMinutes(measuredAt),
    mgPerDl: toNumber(glucose) * factor,
  };
  return { patient: personOf(patient), reading };
}

function fromIglu(row: Record<string, string>): Found | null {
  const { id, time, gl } = IgluRow.parse(row);
  if (gl === '' || gl === 'NA') return null;
  const measuredAtMs = Date.parse(`${time.replace(' ', 'T')}Z`);
  if (Number.isNaN(measuredAtMs)) throw new Error(`${time} is no time`);
  return { patient: id, reading: { measuredAtMs, utcOffsetMinutes: 0, mgPerDl: toNumber(gl) } };
}

/** The Shanghai data name a record `1002_1_20210521`: the second one of person 1002. */
const personOf = (patient: string): string => patient.replace(/_\d+_\d{8}$/, '');

function offsetMinutes(measuredAt: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(measuredAt) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function toNumber(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) throw new Error(`"${text}" is no glucose`);
  return value;
}

const reasonOf = (error: unknown): string =>
  error instanceof z.ZodError
    ? z.prettifyError(error).replaceAll('\n', ' ')
    : error instanceof Error
      ? error.message
      : String(error);
