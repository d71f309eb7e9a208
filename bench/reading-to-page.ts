import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic } from '#test/support/clinic.ts';
import { createLoadClinic } from './load/clinic.ts';
import { DeviceClient } from './load/device-client.ts';
import { startLoadGenerator } from './load/processes.ts';
import type { Heard } from './reading-to-page/clients-plan.ts';
import { createAlertingPatients, createClinicians, type AlertingPatient } from './reading-to-page/people.ts';
import { startClients } from './reading-to-page/start-clients.ts';
import { openWatchedPage, type Shown } from './reading-to-page/watched-page.ts';
import type { BenchResult } from './result.ts';

export type ReadingToPageOptions = { clients: number; alerts: number; perSecond: number; backgroundPerSecond: number };
const DEFAULTS: ReadingToPageOptions = { clients: 1_000, alerts: 500, perSecond: 5, backgroundPerSecond: 1_000 };

const GOAL_P99_MS = 500;
const PATIENTS_PER_CLIENT = 50;
const BACKGROUND_DEVICES = 1_000;
/** Background readings begin this long before the first alert, and the last alert has this long to arrive. */
const LEAD_MS = 5_000;
const SETTLE_MS = 5_000;
const EVENT_TIME_STARTS_AGO_MS = 20 * 24 * 3_600_000;

/** Each client cares for other patients than the next; each patient has about as many clients. */
const patientsOf = (client: number, patients: readonly AlertingPatient[]): string[] =>
  Array.from(
    { length: PATIENTS_PER_CLIENT },
    (_, nth) => patients[(client * 37 + nth * 11) % patients.length]?.patientId ?? '',
  );

/** Half of them a blood pressure crisis, half a glucose that pages at once. */
const dangerousReading = (index: number): { ruleId: string; json: string } => {
  const measuredAt = new Date().toISOString();
  return index % 2 === 0
    ? {
        ruleId: 'bp.crisis',
        json: JSON.stringify({ kind: 'blood-pressure', measuredAt, systolic: 196, diastolic: 124, unit: 'mmHg' }),
      }
    : {
        ruleId: 'glucose.low-2',
        json: JSON.stringify({ kind: 'glucose', measuredAt, value: 44, unit: 'mg/dL', specimen: 'capillary' }),
      };
};

type Published = { patientId: string; ruleId: string; at: number };

/** Publishes one dangerous reading of each patient, at random moments, as independent people would. */
const publishAll = async (
  patients: readonly AlertingPatient[],
  port: number,
  perSecond: number,
): Promise<Published[]> => {
  const published: Published[] = [];
  const clients: DeviceClient[] = [];
  for (const { device } of patients) {
    const client = new DeviceClient(device, { port, inFlight: 1, onAck: () => undefined, onLost: () => undefined });
    await client.connected;
    clients.push(client);
  }
  await sleep(LEAD_MS);
  for (const [index, { patientId }] of patients.entries()) {
    await sleep((-Math.log(1 - Math.random()) * 1_000) / perSecond);
    const client = clients[index];
    const { ruleId, json } = dangerousReading(index);
    const packet = client?.packet(client.takePlace() ?? 0, json);
    published.push({ patientId, ruleId, at: Date.now() });
    if (packet !== undefined) client?.write(packet);
  }
  await sleep(SETTLE_MS);
  for (const client of clients) client.end();
  return published;
};

const keyOf = ({ patientId, ruleId }: { patientId: string; ruleId: string }): string => `${patientId} ${ruleId}`;

const delaysOf = (published: readonly Published[], arrived: readonly (Heard | Shown)[]): number[] => {
  const publishedAt = new Map(published.map((one) => [keyOf(one), one.at]));
  return arrived.flatMap((one) => {
    const at = publishedAt.get(keyOf(one));
    return at === undefined ? [] : [one.at - at];
  });
};

const quantiles = (delays: readonly number[]) => {
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
};

/** Clients that did not hear exactly the alerts they may see, each once. */
const wrongClients = (
  heard: readonly Heard[][],
  published: readonly Published[],
  patients: readonly AlertingPatient[],
) => {
  const missing: number[] = [];
  const foreign: number[] = [];
  const repeated: number[] = [];
  for (const [client, ofClient] of heard.entries()) {
    const own = new Set(patientsOf(client, patients));
    const wanted = new Set(published.filter(({ patientId }) => own.has(patientId)).map(keyOf));
    const got = new Set(ofClient.map(keyOf));
    if ([...wanted].some((key) => !got.has(key))) missing.push(client);
    if (ofClient.some((one) => !own.has(one.patientId))) foreign.push(client);
    if (new Set(ofClient.map(({ alertId }) => alertId)).size < ofClient.length) repeated.push(client);
  }
  return { missing: missing.length, foreign: foreign.length, repeated: repeated.length };
};

const row = (label: string, { count, p50, p90, p99, max }: ReturnType<typeof quantiles>): string =>
  label.padEnd(34) + [count, p50, p90, p99, max].map((value) => String(value).padStart(10)).join('');

export const run = async (given: Partial<ReadingToPageOptions> = {}): Promise<BenchResult> => {
  const options = { ...DEFAULTS, ...given };
  const clinic = await startTestClinic({ KANHU_LOG_LEVEL: 'warn' });
  const load = startLoadGenerator();
  const clients = startClients();
  const browser = await launchBrowser();
  try {
    const { sql } = clinic;
    const port = Number(new URL(clinic.mqttUrl).port);
    const devices = await createLoadClinic(sql, BACKGROUND_DEVICES);
    const patients = await createAlertingPatients(sql, options.alerts);
    const authSecret = await readFile(join(clinic.dataDir, 'keys', 'auth-secret'), 'utf8');
    const everybody = patients.map(({ patientId }) => patientId);
    const [onPage, ...others] = await createClinicians(sql, authSecret.trim(), [
      everybody,
      ...Array.from({ length: options.clients }, (_, client) => patientsOf(client, patients)),
    ]);
    await sql`analyze`;
    const page = await openWatchedPage(browser, clinic.url, onPage?.cookie ?? '');
    await clients.ask({ type: 'connect', url: clinic.url, cookies: others.map(({ cookie }) => cookie) }, 'connected');
    const startsAtMs = Date.now() - EVENT_TIME_STARTS_AGO_MS;
    await load.ask({ type: 'connect', port, devices, inFlight: 5, startsAtMs }, 'connected');
    await load.ask({ type: 'prefill' }, 'prefilled');

    const durationMs = LEAD_MS + (options.alerts / options.perSecond) * 1_200 + SETTLE_MS;
    const background = load.ask({ type: 'run', durationMs, ratePerSecond: options.backgroundPerSecond }, 'ran');
    const published = await publishAll(patients, port, options.perSecond);
    const { heard, lost } = await clients.ask({ type: 'report' }, 'heard');
    const shown = await page.shown();
    const { result } = await background;

    const toPage = quantiles(delaysOf(published, shown));
    const toSockets = quantiles(delaysOf(published, heard.flat()));
    const wrong = wrongClients(heard, published, patients);
    const failures = [
      toPage.count === published.length ? null : `${toPage.count} of ${published.length} alerts stood on the page`,
      toPage.p99 < GOAL_P99_MS ? null : `p99 to the page is not below ${GOAL_P99_MS} ms`,
      wrong.missing === 0 ? null : `${wrong.missing} clients missed an alert they may see`,
      wrong.foreign === 0 ? null : `${wrong.foreign} clients heard of a patient who is not in their care`,
      wrong.repeated === 0 ? null : `${wrong.repeated} clients heard an alert twice`,
      lost === 0 ? null : `${lost} clients lost their connection`,
      result.perSecond >= options.backgroundPerSecond * 0.98 ? null : `only ${result.perSecond} readings/s behind it`,
    ].filter((failure) => failure !== null);
    const table = [
      `${'milliseconds from publish'.padEnd(34)}${['count', 'p50', 'p90', 'p99', 'max'].map((name) => name.padStart(10)).join('')}`,
      row('to the page of a Chromium', toPage),
      row(`to ${heard.length} other open pages`, toSockets),
      '',
      `${published.length} alerts of as many patients at ${options.perSecond}/s; each client in the care team of ${PATIENTS_PER_CLIENT} of them`,
      `behind it ${result.perSecond} readings/s, acknowledged within ${result.latencyMs.p99} ms (p99)`,
      ...failures.map((failure) => `wrong: ${failure}`),
    ].join('\n');
    await page.close();
    return { table, passed: failures.length === 0, options, toPage, toSockets, wrong, background: result, failures };
  } finally {
    await browser.close();
    await clients.stop();
    load.stop();
    await clinic.stop();
  }
};

if (import.meta.main) {
  const { values } = parseArgs({ options: { clients: { type: 'string' }, alerts: { type: 'string' } } });
  const result = await run(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])));
  console.log(result.table);
  process.exit(result.passed ? 0 : 1);
}
