import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WATCHDOG_DEVICE_ID } from '#contracts/watchdog.ts';
import { startTestClinic, type TestClinic } from '../support/clinic.ts';
import { eventually } from '../support/eventually.ts';
import { testClinic, type TestDevice } from '../support/gateway-clinic.ts';
import { startLedgerPublisher, type LedgerReading } from '../support/ledger-publisher.ts';

const DISK_MIB = 512;
const DEVICES = 20;
const WINDOW = 5;
const BREACH_EVERY = 50;
const STEP_MS = 60_000;
const STARTS_AGO_MS = 20 * 3_600_000;

const disk = mkdtempSync(join(tmpdir(), 'kanhu-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=755`, 'tmpfs', disk]).status === 0;
const filler = join(disk, 'filler');

/** Takes every block that is left. */
const fillDisk = (): void => {
  const file = openSync(filler, 'w');
  for (let size = 1024 * 1024; size >= 4096;) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size /= 2;
    }
  }
  closeSync(file);
};

const startsAt = Date.now() - STARTS_AGO_MS;
const makeReading = (device: TestDevice, position: number): LedgerReading => {
  const isBreach = position % BREACH_EVERY === BREACH_EVERY - 1;
  const measuredAt = new Date(startsAt + position * STEP_MS).toISOString();
  const messageId = `m${position}`;
  const [systolic, diastolic] = isBreach ? [195, 125] : [118 + (position % 9), 74];
  const json = JSON.stringify({ kind: 'blood-pressure', messageId, measuredAt, systolic, diastolic, unit: 'mmHg' });
  return { messageId, json, isBreach, measuredAt };
};

let clinic: TestClinic | undefined;
beforeAll(async () => {
  // A small disk needs the right to mount one.
  if (mounted) clinic = await startTestClinic({ KANHU_DATA_DIR: join(disk, 'data') });
});
afterAll(async () => {
  await clinic?.stop();
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
});

it.skipIf(!mounted)(
  'acknowledges nothing on a full disk, and goes on by itself when there is room again',
  async () => {
    if (clinic === undefined) throw new Error('there is no clinic');
    const people = testClinic(clinic.databaseUrl);
    const devices = await people.addDevices(DEVICES, 'cuff');
    const port = Number(new URL(clinic.mqttUrl).port);
    const publisher = startLedgerPublisher(devices, { port, window: WINDOW, make: makeReading });
    await eventually('readings come in', () => publisher.acknowledged() > DEVICES * 5, 20_000);

    fillDisk();
    // What PostgreSQL has set aside for its log is used up first.
    let before = -1;
    await eventually(
      'nothing is acknowledged any more',
      async () => {
        before = publisher.acknowledged();
        await sleep(3000);
        return publisher.acknowledged() === before && publisher.unacknowledged() > 0;
      },
      120_000,
    );

    expect(clinic.lines.filter((line) => line.includes('its disk is full: make room there'))).not.toEqual([]);
    rmSync(filler);
    await eventually('readings come in again', () => publisher.acknowledged() > before, 60_000);
    await publisher.finish(60_000);
    publisher.close();
    const ledger = publisher.ledger();
    const stored = await people.sql<
      { source: string; source_key: string }[]
    >`select source, source_key from observations where source <> ${WATCHDOG_DEVICE_ID}`;
    expect(stored.map((row) => `${row.source} ${row.source_key}`).toSorted()).toEqual(
      ledger.map(({ device, messageId }) => `${device.deviceId} m:${messageId}`).toSorted(),
    );
    const findings = await people.sql<{ patient_id: string; onset_at: Date }[]>`
    select patient_id, onset_at from findings where rule_id = 'bp.crisis'`;
    expect(findings.map((row) => `${row.patient_id} ${row.onset_at.toISOString()}`).toSorted()).toEqual(
      ledger
        .flatMap(({ isBreach, device, measuredAt }) => (isBreach ? [`${device.patientId} ${measuredAt}`] : []))
        .toSorted(),
    );
    await people.close();
    const { url } = clinic;
    await eventually('the clinic is ready', async () => (await fetch(`${url}/readyz`)).status === 200, 30_000);
  },
  300_000,
);
