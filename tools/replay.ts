import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { GLUCOSE_UNITS } from '#contracts/reading.ts';
import { RULE_SETS, RuleSetId } from '#contracts/rule.ts';
import { connect } from '#database/client.ts';
import { flushTimers } from '#ingest/policy/flush-timers.ts';
import { readReplayCsv, type ReplayRow } from './replay/csv.ts';
import { startPipeline } from './replay/pipeline.ts';
import { publishReplay } from './replay/publish.ts';
import { buildReport } from './replay/report.ts';
import { createThrowAwayClinic } from './replay/throw-away-clinic.ts';
import { toReading } from './replay/to-reading.ts';

const USAGE = `usage: npm run replay -- FILE… [--rule-set ${RULE_SETS.join('|')}] [--json OUT]`;

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { 'rule-set': { type: 'string', default: 'china' }, json: { type: 'string' } },
});
const ruleSet = RuleSetId.safeParse(options['rule-set']);
if (files.length === 0 || !ruleSet.success) {
  console.error(USAGE);
  process.exit(2);
}

/** Rows without a readable time go last: they are quarantined wherever they stand. */
const byTime = (a: ReplayRow, b: ReplayRow): number =>
  (Date.parse(a.measured_at) || Number.MAX_SAFE_INTEGER) - (Date.parse(b.measured_at) || Number.MAX_SAFE_INTEGER);

const rows = (await Promise.all(files.map(readReplayCsv))).flat().sort(byTime);
const rowsOf = Map.groupBy(rows, ({ patient }) => patient);
const profiles = new Map(
  [...rowsOf].map(([patient, ofPatient]) => [
    patient,
    {
      offset: /[+-]\d\d:\d\d$/.exec(ofPatient[0]?.measured_at ?? '')?.[0] ?? '+00:00',
      // Judged as displayed: in the unit the person's own meter or sensor shows.
      glucoseUnit: GLUCOSE_UNITS.find((unit) => ofPatient.some((row) => row.unit === unit)) ?? 'mmol/L',
    },
  ]),
);
/** Days with at least one reading, by the calendar of the patient's own offset. */
const patientDays = new Set(rows.map(({ patient, measured_at }) => `${patient} ${measured_at.slice(0, 10)}`)).size;

const startedAt = performance.now();
const pipeline = await startPipeline();
try {
  const connections = connect(pipeline.databaseUrl, { applicationName: 'kanhu-replay' });
  const { db, sql } = connections;
  const people = await createThrowAwayClinic(db, profiles, ruleSet.data);
  const gateway = await pipeline.startGateway();
  let published = 0;
  await publishReplay(
    gateway.mqttUrl,
    people,
    ({ label }) => (rowsOf.get(label) ?? []).map(toReading),
    (count) => {
      published += count;
      if (process.stderr.isTTY) process.stderr.write(`\r${published} of ${rows.length} readings`);
    },
  );
  if (process.stderr.isTTY) process.stderr.write('\n');
  const duplicates = await gateway.countDuplicates();
  await gateway.stop();
  await flushTimers(sql);
  const report = await buildReport(sql, rows.length, duplicates, patientDays);
  await connections.close();

  const text = JSON.stringify(report, null, 2);
  if (options.json !== undefined) await writeFile(options.json, `${text}\n`);
  else console.log(text);
  const { sent, stored, duplicate, quarantined } = report.readings;
  const seconds = (performance.now() - startedAt) / 1000;
  console.error(
    `${sent} sent = ${stored} stored + ${duplicate} duplicate + ${quarantined} quarantined; ` +
      `${report.alerts.length} alerts in ${patientDays} patient-days; ${seconds.toFixed(1)} s`,
  );
  if (sent !== stored + duplicate + quarantined) {
    console.error('the counts do not add up: readings were lost');
    process.exitCode = 1;
  }
} finally {
  await pipeline.close();
}
