import { and, eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { VisitFileType } from '#contracts/visit-chat-limits.ts';
import { consultations, visitEntries, visitFiles } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';

/** A file of a visit with its bytes; that they were asked for is written down before they are given. */
export const readVisitFile = (
  { db }: Pick<Deps, 'db'>,
  actor: SignedIn,
  consultationId: string,
  entryId: string,
): Promise<{ name: string; type: VisitFileType; bytes: Uint8Array }> =>
  db.transaction(async (tx) => {
    const [row] = await tx
      .select({
        patientId: consultations.patientId,
        name: visitEntries.fileName,
        type: visitEntries.fileType,
        bytes: visitFiles.bytes,
      })
      .from(visitEntries)
      .innerJoin(consultations, eq(consultations.id, visitEntries.consultationId))
      .innerJoin(visitFiles, eq(visitFiles.entryId, visitEntries.id))
      .where(
        and(
          eq(visitEntries.id, entryId),
          eq(visitEntries.consultationId, consultationId),
          mayRead(actor, consultations.patientId),
        ),
      );
    if (row?.name == null || row.type === null) throw new AppError('not_found', 'no such file');
    const { patientId, name, type, bytes } = row;
    await recordAudit(tx, {
      ...{ actor: { type: 'user', id: actor.userId }, at: await databaseNow(tx), action: 'consultation:file-read' },
      ...{ patientId, subjectType: 'visit-entry', subjectId: entryId, detail: { consultationId } },
    });
    return { name, type, bytes };
  });
