import { createHash } from 'node:crypto';
import { and, count, eq, isNotNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { AddVisitFile, VisitEntry } from '#contracts/visit-chat.ts';
import { FILES_PER_VISIT, VISIT_FILE_BYTES } from '#contracts/visit-chat-limits.ts';
import type { Transaction } from '#database/client.ts';
import { consultations, visitEntries, visitFiles } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { countUse, RateLimitError } from '../../rate-limit.ts';
import { addEntry } from './add-entry.ts';
import { nameWithEnding } from './name-with-ending.ts';
import { sniffType } from './sniff-type.ts';

/** Twice what a visit takes: whoever has to try again is not held up. */
const LIMIT = { max: 2 * FILES_PER_VISIT, windowMs: 10 * 60_000 };

/**
 * A file that is handed over in a visit: its type is told by its content alone. Who sends it is looked at before its bytes
 * are; `read` is asked for them once it is known that they may come.
 */
export const addVisitFile = async (
  deps: Deps,
  actor: SignedIn,
  consultationId: string,
  { name, clientId }: AddVisitFile,
  read: (maxBytes: number) => Promise<Uint8Array>,
): Promise<VisitEntry> => {
  await requireVisit(deps, actor, consultationId);
  const waitS = await countUse(deps.db, { key: `visit-file:${actor.userId}`, ...LIMIT });
  if (waitS !== null) throw new RateLimitError(waitS, 'too many files; try again in some minutes');
  const bytes = await read(VISIT_FILE_BYTES);
  if (bytes.length === 0) throw new AppError('invalid', 'the file is empty');
  const type = await sniffType(bytes);
  if (type === null) throw new AppError('invalid', 'only pictures (JPEG, PNG, WebP) and PDF files are taken');
  const fileName = nameWithEnding(name, type);
  const fileSha256 = createHash('sha256').update(bytes).digest();
  return addEntry(deps, actor, {
    ...{ consultationId, clientId, content: { fileName, fileType: type, fileSize: bytes.length, fileSha256 } },
    isSame: (stored) =>
      stored.fileName === fileName && stored.fileSha256 !== null && fileSha256.equals(stored.fileSha256),
    store: async (tx, entryId) => {
      await requireRoom(tx, consultationId);
      await tx.insert(visitFiles).values({ entryId, bytes });
    },
    detail: { kind: 'file', type, sizeBytes: bytes.length, sha256: fileSha256.toString('hex') },
  });
};

/** A stranger's megabytes are not waited for. Whether the chat is open is asked with the visit locked, once they are here. */
const requireVisit = async ({ db }: Deps, actor: SignedIn, id: string): Promise<void> => {
  const [visit] = await db
    .select({ id: consultations.id })
    .from(consultations)
    .where(and(eq(consultations.id, id), mayRead(actor, consultations.patientId)));
  if (visit === undefined) throw new AppError('not_found', 'no such consultation');
};

/** Counts with the visit locked, and this file among them. */
const requireRoom = async (tx: Transaction, consultationId: string): Promise<void> => {
  const [row] = await tx
    .select({ files: count() })
    .from(visitEntries)
    .where(and(eq(visitEntries.consultationId, consultationId), isNotNull(visitEntries.fileName)));
  if ((row?.files ?? 0) > FILES_PER_VISIT)
    throw new AppError('conflict', `a visit takes at most ${FILES_PER_VISIT} files`);
};
