import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { careTeamMembers, clinics, deviceAssignments, devices, patients, users } from '#database/schema/index.ts';
import type { Arrival } from '#ingest/arrival.ts';
import type { Ingest } from '#ingest/ingest.ts';
import { MAX_READINGS_PER_MESSAGE } from '#contracts/reading.ts';
import { createUser } from '#server/auth/create-user.ts';
import { saveDemoDevices, type DemoDevice } from './device-credentials.ts';
import { deviceHistory, HISTORY_DAYS } from './history.ts';
import { seedNotifications } from './notifications.ts';
import { seedOnCall } from './on-call.ts';
import {
  DEMO_CLINIC,
  DEMO_PASSWORD,
  DEMO_PATIENTS,
  DEMO_STAFF,
  DEVICE_KINDS,
  DEVICE_LABELS,
  type DemoDeviceKind,
  type DemoPatient,
} from './people.ts';

export type SeedDeps = {
  db: Database;
  ingest: Ingest;
  dataDir: string;
  now: Date;
  onProgress: (line: string) => void;
};

const DAY_MS = 86_400_000;
/** Arrays of 500 readings a commit: large enough to be fast, small enough to show progress. */
const ARRIVALS_PER_COMMIT = 8;

/** Fills an empty clinic with staff, patients, devices and 90 days of history. Does nothing where people exist. */
export const seedDemoClinic = async (deps: SeedDeps): Promise<boolean> => {
  const { db, now, onProgress } = deps;
  const [someone] = await db.select({ id: users.id }).from(users).limit(1);
  if (someone) return false;

  onProgress('creating the demo clinic: staff, patients, devices');
  await db.insert(clinics).values(DEMO_CLINIC).onConflictDoNothing();
  const staff = new Map<string, string>();
  for (const { key, name, email, role, profession } of DEMO_STAFF) {
    staff.set(
      key,
      await createUser(db, { name, email, password: DEMO_PASSWORD, role, ...(profession ? { profession } : {}) }),
    );
  }

  await seedOnCall(db, now, staff);
  await seedNotifications(db, now, staff);

  const demoDevices: DemoDevice[] = [];
  for (const [index, patient] of DEMO_PATIENTS.entries()) {
    const patientId = await createPatient(deps, patient, staff);
    for (const kind of patient.devices) {
      const device = await createDevice(deps, patient, patientId, kind);
      demoDevices.push(device);
      await loadHistory(deps, patient, device, index * 10 + Object.keys(DEVICE_KINDS).indexOf(kind));
    }
    onProgress(`history of ${HISTORY_DAYS} days: ${index + 1} of ${DEMO_PATIENTS.length} patients`);
  }
  await saveDemoDevices(deps.dataDir, demoDevices);
  onProgress(`demo clinic ready as of ${now.toISOString()}`);
  return true;
};

const createPatient = async (
  { db, now }: SeedDeps,
  { email, profile, careTeam }: DemoPatient,
  staff: ReadonlyMap<string, string>,
): Promise<string> => {
  const { emergencyContact, ...columns } = profile;
  const userId = await createUser(db, { name: profile.name, email, password: DEMO_PASSWORD, role: 'patient' });
  const patientId = newId();
  await db.insert(patients).values({
    id: patientId,
    userId,
    ...columns,
    emergencyContactName: emergencyContact.name,
    emergencyContactPhone: emergencyContact.phone,
  });
  const startsAt = new Date(now.getTime() - HISTORY_DAYS * DAY_MS);
  for (const member of DEMO_STAFF.filter(({ key }) => careTeam.includes(key))) {
    const memberId = staff.get(member.key);
    if (memberId === undefined || member.profession === null) continue;
    await db
      .insert(careTeamMembers)
      .values({ id: newId(), patientId, userId: memberId, role: member.profession, startsAt });
  }
  return patientId;
};

const createDevice = async (
  { db, now }: SeedDeps,
  patient: DemoPatient,
  patientId: string,
  kind: DemoDeviceKind,
): Promise<DemoDevice> => {
  const deviceId = `demo-${patient.key}-${kind}`;
  const password = randomBytes(32).toString('base64url');
  await db.insert(devices).values({
    id: deviceId,
    label: DEVICE_LABELS[kind],
    kinds: [DEVICE_KINDS[kind]],
    secretSha256: createHash('sha256').update(password).digest(),
  });
  await db.insert(deviceAssignments).values({
    id: newId(),
    deviceId,
    patientId,
    startsAt: new Date(now.getTime() - (HISTORY_DAYS + 1) * DAY_MS),
  });
  return { deviceId, password, patientKey: patient.key, kind };
};

const loadHistory = async (
  { ingest, now }: SeedDeps,
  { physiology }: DemoPatient,
  { deviceId, kind }: DemoDevice,
  seed: number,
): Promise<void> => {
  const readings = deviceHistory(kind, physiology, seed, now);
  const arrivals: Arrival[] = [];
  for (let start = 0; start < readings.length; start += MAX_READINGS_PER_MESSAGE) {
    const bytes = Buffer.from(JSON.stringify(readings.slice(start, start + MAX_READINGS_PER_MESSAGE)));
    arrivals.push({ source: { type: 'device', deviceId }, payload: { type: 'readings', bytes }, receivedAt: now });
  }
  for (let start = 0; start < arrivals.length; start += ARRIVALS_PER_COMMIT) {
    const fates = await ingest.commit(arrivals.slice(start, start + ARRIVALS_PER_COMMIT));
    const lost = fates.flat().filter(({ fate }) => fate === 'quarantined');
    if (lost.length > 0) throw new Error(`the history of ${deviceId} was quarantined: ${lost[0]?.reason ?? 'unknown'}`);
  }
};
