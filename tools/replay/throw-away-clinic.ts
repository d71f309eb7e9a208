import { createHash, randomBytes } from 'node:crypto';
import type { GlucoseUnit } from '#contracts/reading.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { clinics, deviceAssignments, devices, patients } from '#database/schema/index.ts';

export type ReplayPatient = { label: string; patientId: string; deviceId: string; password: string };

/** Whole hours have a name in the time-zone database, with the sign turned round; anything else is told in UTC. */
const timeZoneOf = (offset: string): string => {
  const match = /^(?<sign>[+-])(?<hours>\d\d):00$/.exec(offset);
  const hours = Number(match?.groups?.hours ?? 0);
  if (hours === 0) return 'UTC';
  return `Etc/GMT${match?.groups?.sign === '+' ? '-' : '+'}${hours}`;
};

/**
 * A clinic on event time with one patient and one device for each name in the replay. `profiles` holds each patient's
 * offset from UTC as the readings carry it, and the unit that their glucose is in.
 */
export const createThrowAwayClinic = async (
  db: Database,
  profiles: ReadonlyMap<string, { offset: string; glucoseUnit: GlucoseUnit }>,
  ruleSet: RuleSetId,
): Promise<ReplayPatient[]> => {
  await db.insert(clinics).values({ name: 'Replay', timeZone: 'UTC', clock: 'event' });
  const people = [...profiles].map(([label, { offset, glucoseUnit }], index) => ({
    label,
    timeZone: timeZoneOf(offset),
    glucoseUnit,
    patientId: newId(),
    deviceId: `replay-${index}`,
    password: randomBytes(32).toString('base64url'),
  }));
  for (const { label, timeZone, glucoseUnit, patientId, deviceId, password } of people) {
    await db.insert(patients).values({
      ...{ id: patientId, name: label, birthDate: '1970-01-01', sex: 'unknown', region: 'CN' },
      ...{ timeZone, glucoseUnit, ruleSet },
    });
    await db.insert(devices).values({
      id: deviceId,
      label: `replay of ${label}`,
      kinds: ['blood-pressure', 'glucose', 'heart-rate'],
      secretSha256: createHash('sha256').update(password).digest(),
    });
    // From before the oldest reading: the assignment at the time of measurement decides.
    await db
      .insert(deviceAssignments)
      .values({ id: newId(), deviceId, patientId, startsAt: new Date('1900-01-01T00:00:00Z') });
  }
  return people;
};
