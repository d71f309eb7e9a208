import { eq } from 'drizzle-orm';
import { newId } from '#database/ids.ts';
import {
  alertEvents,
  alerts,
  deviceAssignments,
  devices,
  findings,
  readingExpectations,
} from '#database/schema/index.ts';
import { findSilence } from '#ingest/silence/find-silence.ts';
import { storeObservation } from './records.ts';
import type { TestServer } from './server.ts';

export const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);

/** One patient of whom readings are expected, and what is found when they do not come. */
export const silenceOf = (server: TestServer, patientId: string) => {
  const { db, sql } = server.deps;
  return {
    giveDevice: async (kinds: ('glucose' | 'blood-pressure' | 'heart-rate')[], values: object = {}) => {
      const deviceId = `silent-${newId()}`;
      await db
        .insert(devices)
        .values({ id: deviceId, label: 'Sensor', kinds, secretSha256: new Uint8Array(32), ...values });
      await db
        .insert(deviceAssignments)
        .values({ id: newId(), deviceId, patientId, startsAt: minutesAgo(3 * 24 * 60) });
      return deviceId;
    },
    readingAgo: (source: string, minutes: number) =>
      storeObservation(server, patientId, { source, effectiveAt: minutesAgo(minutes) }),
    /** An expectation that began long ago, and is due. */
    expectEvery: async (everyMinutes: number, values: Partial<typeof readingExpectations.$inferInsert> = {}) => {
      const id = newId();
      await db.insert(readingExpectations).values({
        ...{ id, patientId, kind: 'glucose', everyMinutes, startsAt: minutesAgo(3 * 24 * 60), lookAt: minutesAgo(0) },
        ...values,
      });
      return id;
    },
    /** Looks at all that is expected of this patient; whether an alert changed. */
    look: async (): Promise<boolean> => {
      await db
        .update(readingExpectations)
        .set({ lookAt: minutesAgo(0) })
        .where(eq(readingExpectations.patientId, patientId));
      return findSilence(sql);
    },
    alerts: () => db.select().from(alerts).where(eq(alerts.patientId, patientId)).orderBy(alerts.id),
    events: async () => {
      const rows = await db
        .select({ type: alertEvents.type, actor: alertEvents.actor })
        .from(alertEvents)
        .innerJoin(alerts, eq(alerts.id, alertEvents.alertId))
        .where(eq(alerts.patientId, patientId))
        .orderBy(alertEvents.id);
      return rows.map(({ type, actor }) => `${type} by ${actor.id}`);
    },
    findings: () => db.select().from(findings).where(eq(findings.patientId, patientId)).orderBy(findings.onsetAt),
  };
};
