import { and, asc, eq, inArray } from 'drizzle-orm';
import type { IntakeSource } from '#contracts/intake.ts';
import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { deviceAssignments, intakeSources, intakeUsers } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';

type SourceRow = typeof intakeSources.$inferSelect;
type Link = { sourceId: string } & IntakeSource['links'][number];

/** What leaves the server of a source: never a salt. */
const toIntakeSource = (row: SourceRow, links: readonly Link[]): IntakeSource => ({
  id: row.id,
  label: row.label,
  createdAt: row.createdAt.toISOString(),
  revokedAt: row.revokedAt?.toISOString() ?? null,
  lastReceivedAt: row.lastReceivedAt?.toISOString() ?? null,
  previousSecretUntil: row.previousUntil?.toISOString() ?? null,
  links: links.map(({ externalUserId, patientId, deviceId, from, to }) => ({
    ...{ externalUserId, patientId, deviceId, from, to },
  })),
});

/** Who is whose is part of a patient's record: each reader is shown their own patients only. */
const readLinks = async (db: Database | Transaction, actor: SignedIn, sourceIds: string[]): Promise<Link[]> => {
  const rows = await db
    .select({
      sourceId: intakeUsers.sourceId,
      externalUserId: intakeUsers.externalUserId,
      deviceId: intakeUsers.deviceId,
      patientId: deviceAssignments.patientId,
      startsAt: deviceAssignments.startsAt,
      endsAt: deviceAssignments.endsAt,
    })
    .from(intakeUsers)
    .innerJoin(deviceAssignments, eq(deviceAssignments.deviceId, intakeUsers.deviceId))
    .where(and(inArray(intakeUsers.sourceId, sourceIds), mayRead(actor, deviceAssignments.patientId)))
    .orderBy(asc(intakeUsers.externalUserId), asc(deviceAssignments.startsAt));
  return rows.map(({ startsAt, endsAt, ...row }) => ({
    ...row,
    from: startsAt.toISOString(),
    to: endsAt?.toISOString() ?? null,
  }));
};

export const toIntakeSources = async (
  db: Database | Transaction,
  actor: SignedIn,
  rows: readonly SourceRow[],
): Promise<IntakeSource[]> => {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const bySource = Map.groupBy(await readLinks(db, actor, ids), ({ sourceId }) => sourceId);
  return rows.map((row) => toIntakeSource(row, bySource.get(row.id) ?? []));
};

/** One source that is known to be there. */
export const loadIntakeSource = async (
  db: Database | Transaction,
  actor: SignedIn,
  sourceId: string,
): Promise<IntakeSource> => {
  const rows = await db.select().from(intakeSources).where(eq(intakeSources.id, sourceId));
  const [source] = await toIntakeSources(db, actor, rows);
  if (source === undefined) throw new AppError('not_found', 'no such source');
  return source;
};
