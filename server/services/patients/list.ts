import { and, asc, count, inArray, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { OPEN_ALERT_STATES, SEVERITIES, type Severity } from '#contracts/alert.ts';
import { Id, type Page } from '#contracts/ids.ts';
import type { PatientList } from '#contracts/patient.ts';
import type { Database } from '#database/client.ts';
import { alerts, patients } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { readNextVisits } from '../consultations/read-next-visits.ts';
import { readUnread } from '../messages/unread.ts';
import { readLatest } from '../observations/read-latest.ts';
import { toPatient } from './to-patient.ts';

/** The name stays out of it: cursors end up in addresses and logs. */
const Keys = z.tuple([Id]);

/** Everyone in this person's care by name, with what is open and the newest values: the work-list's lines. */
export const listPatients = async ({ db }: Deps, actor: SignedIn, query: Page): Promise<PatientList> => {
  const wanted: SQL[] = [mayRead(actor, patients.id)];
  if (query.cursor !== undefined) {
    const [lastId] = decodeCursor(query.cursor, Keys);
    wanted.push(
      sql`(${patients.name}, ${patients.id}) > (select last.name, last.id from ${patients} last where last.id = ${lastId}::uuid)`,
    );
  }
  const rows = await db
    .select()
    .from(patients)
    .where(and(...wanted))
    .orderBy(asc(patients.name), asc(patients.id))
    .limit(query.limit + 1);
  const { page, nextCursor } = cutPage(rows, query.limit, ({ id }) => [id]);
  const ids = page.map(({ id }) => id);
  const [open, latest, unread, visits] = await Promise.all([
    readOpenAlerts(db, ids),
    readLatest(db, ids),
    readUnread(db, actor, ids),
    readNextVisits(db, ids),
  ]);
  return {
    patients: page.map((row) => {
      const newest = latest.get(row.id) ?? [];
      return {
        ...toPatient(row),
        openAlerts: open.get(row.id)?.count ?? 0,
        highestSeverity: open.get(row.id)?.highest ?? null,
        latest: newest,
        lastReceivedAt:
          newest
            .map(({ receivedAt }) => receivedAt)
            .sort()
            .at(-1) ?? null,
        unreadMessages: unread.get(row.id) ?? 0,
        nextVisit: visits.get(row.id) ?? null,
      };
    }),
    nextCursor,
  };
};

type OpenAlerts = { count: number; highest: Severity | null };

const readOpenAlerts = async (db: Database, patientIds: string[]): Promise<Map<string, OpenAlerts>> => {
  if (patientIds.length === 0) return new Map();
  const rows = await db
    .select({ patientId: alerts.patientId, severity: alerts.severity, count: count() })
    .from(alerts)
    .where(and(inArray(alerts.patientId, patientIds), inArray(alerts.state, [...OPEN_ALERT_STATES])))
    .groupBy(alerts.patientId, alerts.severity);
  const byPatient = Map.groupBy(rows, ({ patientId }) => patientId);
  return new Map(
    [...byPatient].map(([patientId, severities]) => [
      patientId,
      {
        count: severities.reduce((sum, row) => sum + row.count, 0),
        highest: SEVERITIES.find((severity) => severities.some((row) => row.severity === severity)) ?? null,
      },
    ]),
  );
};
