import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createLoadClinic } from '../load/clinic.ts';
import type { LoadResult } from '../load/plan.ts';
import { startLoadGenerator } from '../load/processes.ts';
import { createAlertingPatients, createClinicians, type AlertingPatient, type Clinician } from './people.ts';
import { startClients, type Clients } from './start-clients.ts';

export const PATIENTS_PER_CLIENT = 50;
const BACKGROUND_DEVICES = 1_000;
const EVENT_TIME_STARTS_AGO_MS = 20 * 24 * 3_600_000;

/** A clinic as `npm start` runs it, with patients in danger, everybody who watches over them, and many devices beside. */
export type MeasuredClinic = {
  clinic: TestClinic;
  mqttPort: number;
  authSecret: string;
  patients: readonly AlertingPatient[];
  /** Cares for all of them, on the page of a Chromium. */
  onPage: Clinician;
  others: readonly Clinician[];
  clients: Clients;
  browser: Browser;
  /** The other devices send so many readings a second for so long. */
  runBackground: (durationMs: number, ratePerSecond: number) => Promise<LoadResult>;
  stop(): Promise<void>;
};

/** Each client cares for other patients than the next; each patient has about as many clients. */
const patientsOf = (client: number, patients: readonly AlertingPatient[]): string[] => [
  ...new Set(
    Array.from(
      { length: PATIENTS_PER_CLIENT },
      (_, nth) => patients[(client * 37 + nth * 11) % patients.length]?.patientId ?? '',
    ),
  ),
];

export const startMeasuredClinic = async (count: { clients: number; patients: number }): Promise<MeasuredClinic> => {
  const clinic = await startTestClinic({ KANHU_LOG_LEVEL: 'warn' });
  const stops: (() => Promise<void> | void)[] = [() => clinic.stop()];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    const load = startLoadGenerator();
    stops.push(() => load.stop());
    const clients = startClients();
    stops.push(() => clients.stop());
    const browser = await launchBrowser();
    stops.push(() => browser.close());

    const { sql } = clinic;
    const mqttPort = Number(new URL(clinic.mqttUrl).port);
    const devices = await createLoadClinic(sql, BACKGROUND_DEVICES);
    const patients = await createAlertingPatients(sql, count.patients);
    const authSecret = (await readFile(join(clinic.dataDir, 'keys', 'auth-secret'), 'utf8')).trim();
    const [onPage, ...others] = await createClinicians(sql, authSecret, [
      patients.map(({ patientId }) => patientId),
      ...Array.from({ length: count.clients }, (_, client) => patientsOf(client, patients)),
    ]);
    if (onPage === undefined) throw new Error('somebody looks at the page');
    await sql`analyze`;
    const startsAtMs = Date.now() - EVENT_TIME_STARTS_AGO_MS;
    await load.ask({ type: 'connect', port: mqttPort, devices, inFlight: 5, startsAtMs }, 'connected');
    await load.ask({ type: 'prefill' }, 'prefilled');
    return {
      ...{ clinic, mqttPort, authSecret, patients, onPage, others, clients, browser, stop },
      runBackground: async (durationMs, ratePerSecond) =>
        (await load.ask({ type: 'run', durationMs, ratePerSecond }, 'ran')).result,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
