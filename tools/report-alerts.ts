import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { AskedPeriod } from '#database/analytics/read-period.ts';
import { withClinicDatabase } from './alert-report/clinic-database.ts';
import { readAlertReport } from './alert-report/read-report.ts';
import { toCsv } from './alert-report/to-csv.ts';
import { toText } from './alert-report/to-text.ts';

const USAGE = 'usage: npm run report:alerts [-- --from YYYY-MM-DD --to YYYY-MM-DD --csv OUT]';

const options = { from: { type: 'string' }, to: { type: 'string' }, csv: { type: 'string' } } as const;

const day = (name: string, text: string | undefined): string | undefined => {
  if (text === undefined || z.iso.date().safeParse(text).success) return text;
  throw new Error(`--${name} must be a day such as 2026-11-22, and ${JSON.stringify(text)} is none`);
};

function readArguments(): AskedPeriod & { csv: string | undefined } {
  try {
    const { values } = parseArgs({ options });
    const period = { from: day('from', values.from), to: day('to', values.to) };
    if (period.from !== undefined && period.to !== undefined && period.from > period.to)
      throw new Error('--from is after --to');
    return { ...period, csv: values.csv };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

const { csv, ...period } = readArguments();
try {
  const report = await withClinicDatabase(process.env, (sql) => readAlertReport(sql, period));
  process.stdout.write(toText(report));
  if (csv !== undefined) await writeFile(csv, toCsv(report));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
