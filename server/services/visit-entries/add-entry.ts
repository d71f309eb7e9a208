import { and, desc, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import { VISIT_ENTRY_NOTIFICATION } from '#contracts/notification.ts';
import type { VisitEntry } from '#contracts/visit-chat.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { visitEntries } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { announce } from '../../outbox.ts';
import { inTransaction } from '../../transaction.ts';
import { findForChange, type ConsultationRow } from '../consultations/find-consultation.ts';
import { requireOpenChat } from './require-open-chat.ts';
import { selectVisitEntries, toVisitEntry } from './to-visit-entry.ts';

type EntryRow = typeof visitEntries.$inferSelect;

export type NewEntry = {
  consultationId: string;
  clientId: string;
  /** Words, or all that is known of a file. */
  content: Partial<Pick<EntryRow, 'text' | 'fileName' | 'fileType' | 'fileSize' | 'fileSha256'>>;
  /** Does what was stored under this client id say the same? */
  isSame: (stored: EntryRow) => boolean;
  /** Stores in the same transaction what goes with the entry; refuses by throwing. */
  store?: (tx: Transaction, entryId: string) => Promise<void>;
  /** Facts for the audit log: never what was written, nor a file's name. */
  detail: Record<string, unknown>;
};

const anotherOne = () => new AppError('conflict', 'something else was sent with this client id');

/**
 * Adds an entry to a visit's chat, with its audit row and the news of it. Whoever writes in one visit takes turns by its
 * row: it has one order, and its end is an end. The same request again answers the entry that it made, also when the visit
 * has ended meanwhile.
 */
export const addEntry = (deps: Deps, actor: SignedIn, { content, ...added }: NewEntry): Promise<VisitEntry> =>
  inTransaction(deps, async (tx) => {
    const { consultationId, clientId, isSame, store, detail } = added;
    const visit = await findForChange(tx, actor, consultationId);
    const before = await findByClientId(tx, actor.userId, clientId);
    if (before !== undefined) {
      if (before.consultationId !== consultationId || !isSame(before)) throw anotherOne();
      return loadEntry(tx, before.id);
    }
    requireOpenChat(visit);
    const id = newId();
    const at = await nextInstant(tx, visit);
    const [made] = await tx
      .insert(visitEntries)
      .values({
        ...{ id, consultationId, authorId: actor.userId, clientId, createdAt: at, ...content },
        authorRole: actor.role === 'patient' ? 'patient' : 'clinician',
      })
      // The same client id at the same moment in another visit, where nobody took turns with this one.
      .onConflictDoNothing({ target: [visitEntries.authorId, visitEntries.clientId] })
      .returning({ id: visitEntries.id });
    if (made === undefined) throw anotherOne();
    await store?.(tx, id);
    const { patientId } = visit;
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at, action: 'consultation:entry-added', patientId },
      ...{ subjectType: 'visit-entry', subjectId: id, detail: { consultationId, ...detail } },
    });
    await announce(tx, {
      ...{ type: VISIT_ENTRY_NOTIFICATION, occurredAt: at, patientId, consultationId, visitEntryId: id },
    });
    return loadEntry(tx, id);
  });

const findByClientId = async (tx: Transaction, authorId: string, clientId: string): Promise<EntryRow | undefined> => {
  const [row] = await tx
    .select()
    .from(visitEntries)
    .where(and(eq(visitEntries.authorId, authorId), eq(visitEntries.clientId, clientId)));
  return row;
};

/** Now, or a moment after the newest entry of one millisecond. */
const nextInstant = async (tx: Transaction, { id }: ConsultationRow): Promise<Date> => {
  const [newest] = await tx
    .select({ createdAt: visitEntries.createdAt })
    .from(visitEntries)
    .where(eq(visitEntries.consultationId, id))
    .orderBy(desc(visitEntries.createdAt))
    .limit(1);
  const now = await databaseNow(tx);
  return new Date(Math.max(now.getTime(), (newest?.createdAt.getTime() ?? 0) + 1));
};

const loadEntry = async (tx: Transaction, id: string): Promise<VisitEntry> => {
  const [row] = await selectVisitEntries(tx).where(eq(visitEntries.id, id));
  if (row === undefined) throw new AppError('not_found', 'no such entry');
  return toVisitEntry(row);
};
