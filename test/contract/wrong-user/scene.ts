import { randomBytes } from 'node:crypto';
import { newId } from '#database/ids.ts';
import { addEndpoint } from '#test/support/endpoints.ts';
import {
  deliveries,
  deviceAssignments,
  devices,
  intakeSources,
  intakeUsers,
  onCallCovers,
  onCallRosters,
  onCallShifts,
  relatives,
  visitEntries,
  visitFiles,
  visitGuests,
} from '#database/schema/index.ts';
import { createLiveClinic, startLiveServer } from '#test/support/live-server.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { holdReading, raiseAlert, storeObservation } from '#test/support/records.ts';
import type { TestServer } from '#test/support/server.ts';

/** One patient's record, with a row of everything that an address can name. */
export type Scene = {
  server: TestServer;
  clinic: Clinic;
  patientId: string;
  alertId: string;
  deviceId: string;
  /** Sends for `li.wei`, who is linked to the patient. */
  sourceId: string;
  observationId: string;
  claimCode: string;
  quarantinedId: string;
  consultationId: string;
  /** A picture that the doctor handed over in it. */
  visitFileId: string;
  /** The doctor's telephone, and a message about the alert that went to it. */
  endpointId: string;
  deliveryId: string;
  /** Whom the patient wants to be told. */
  relativeId: string;
  /** Waits to be let in to the visit. */
  guestId: string;
  onCall: OnCallScene;
  close(): Promise<void>;
};

/** A roster of the doctor's shift, in which the nurse stands in tomorrow. */
export type OnCallScene = { rosterId: string; shiftId: string; coverId: string };

const HOUR_MS = 3_600_000;

const createOnCall = async ({ deps: { db } }: TestServer, { administrator, doctor, nurse }: Clinic) => {
  const ids: OnCallScene = { rosterId: newId(), shiftId: newId(), coverId: newId() };
  const made = { createdAt: new Date(), createdBy: administrator.userId };
  await db.insert(onCallRosters).values({ id: ids.rosterId, name: 'Doctors', ...made });
  await db.insert(onCallShifts).values({
    ...{ id: ids.shiftId, rosterId: ids.rosterId, weekdays: [1, 2, 3, 4, 5, 6, 7], people: [doctor.userId] },
    ...{ startsAt: '08:00', endsAt: '08:00', validFrom: '2026-01-01', handOver: 'shift', holidays: 'included' },
    ...made,
  });
  await db.insert(onCallCovers).values({
    ...{ id: ids.coverId, rosterId: ids.rosterId, personId: nurse.userId, insteadOf: doctor.userId },
    ...{ startsAt: new Date(Date.now() + 24 * HOUR_MS), endsAt: new Date(Date.now() + 25 * HOUR_MS) },
    ...{ reason: 'away', madeAt: new Date(), madeBy: doctor.userId },
  });
  return ids;
};

const handOverPicture = async ({ deps: { db } }: TestServer, { doctor }: Clinic, consultationId: string) => {
  const id = newId();
  await db.insert(visitEntries).values({
    ...{ id, consultationId, authorId: doctor.userId, authorRole: 'clinician', clientId: newId() },
    ...{ createdAt: new Date(), fileName: 'plan.png', fileType: 'image/png', fileSize: 4 },
    fileSha256: new Uint8Array(32),
  });
  await db.insert(visitFiles).values({ entryId: id, bytes: new Uint8Array(4) });
  return id;
};

/** A whole clinic in which `patient` has a doctor and a nurse, and everybody else has no business in that record. */
export const createScene = async (): Promise<Scene> => {
  const live = await createLiveClinic();
  const server = await startLiveServer(live);
  const clinic = await createClinic(server);
  const { patientId } = clinic.patient;
  const deviceId = 'cuff-of-li-wei';
  const { db } = server.deps;
  await db
    .insert(devices)
    .values({ id: deviceId, label: 'Cuff', kinds: ['blood-pressure'], secretSha256: new Uint8Array(32) });
  await db
    .insert(deviceAssignments)
    .values({ id: newId(), deviceId, patientId, startsAt: new Date(Date.now() - 60_000) });
  const sourceId = 'home-hub';
  const linkedDeviceId = 'intake-of-li-wei';
  await db.insert(intakeSources).values({
    id: sourceId,
    label: 'Home hub',
    secretSalt: new Uint8Array(32),
    createdAt: new Date(),
    createdBy: clinic.administrator.userId,
  });
  await db
    .insert(devices)
    .values({ id: linkedDeviceId, label: 'Home hub', kinds: ['glucose'], secretSha256: new Uint8Array(32) });
  await db.insert(intakeUsers).values({ sourceId, externalUserId: 'li.wei', deviceId: linkedDeviceId });
  await db
    .insert(deviceAssignments)
    .values({ id: newId(), deviceId: linkedDeviceId, patientId, startsAt: new Date(Date.now() - 60_000) });
  const issued = await clinic.doctor.send('POST', `/api/devices/${deviceId}/claim-code`);
  const { claim } = (await issued.json()) as { claim: { code: string } };
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  const booked = await clinic.doctor.send('POST', '/api/consultations', { patientId, startsAt });
  const { consultation } = (await booked.json()) as { consultation: { id: string } };
  const alertId = await raiseAlert(server, patientId);
  const endpointId = await addEndpoint(db, {
    userId: clinic.doctor.userId,
    channel: 'push',
    address: 'https://push.example.org/doctor',
    pushKeys: { p256dh: '', auth: '' },
  });
  const relativeId = newId();
  const added = { addedBy: clinic.patient.userId, addedAt: new Date() };
  await db.insert(relatives).values({ id: relativeId, patientId, name: 'Li Na', relation: 'child', ...added });
  const guestId = newId();
  await db.insert(visitGuests).values({
    ...{
      id: guestId,
      consultationId: consultation.id,
      name: 'Li Na',
      kind: 'relative',
      state: 'waiting',
      peerId: newId(),
    },
    ...{ tokenSha256: randomBytes(32), sessionSha256: randomBytes(32), invitedBy: clinic.doctor.userId },
    ...{ invitedAt: new Date(), openedAt: new Date(), expiresAt: new Date(Date.now() + 24 * HOUR_MS) },
  });
  const deliveryId = newId();
  const message = { id: deliveryId, alertId, recipientId: clinic.doctor.userId, channel: 'push', endpointId } as const;
  await db.insert(deliveries).values({ ...message, eventId: 0n, state: 'sent', queuedAt: new Date() });
  return {
    server,
    clinic,
    patientId,
    deviceId,
    sourceId,
    claimCode: claim.code,
    observationId: await storeObservation(server, patientId, { glucose: 32, flags: ['extreme'] }),
    alertId,
    endpointId,
    deliveryId,
    relativeId,
    guestId,
    quarantinedId: await holdReading(server, { patientId, source: deviceId, reason: 'not-a-number' }),
    consultationId: consultation.id,
    visitFileId: await handOverPicture(server, clinic, consultation.id),
    onCall: await createOnCall(server, clinic),
    close: async () => {
      await server.close();
      await live.database.drop();
    },
  };
};
