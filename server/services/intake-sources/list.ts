import { asc, gt } from 'drizzle-orm';
import { z } from 'zod';
import type { Page } from '#contracts/ids.ts';
import { IntakeSourceId, type IntakeSourceList } from '#contracts/intake.ts';
import { intakeSources } from '#database/schema/index.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { toIntakeSources } from './to-intake-source.ts';

const Keys = z.tuple([IntakeSourceId]);

/** Which sources there are, for those who run them and those who link their patients. */
export const listIntakeSources = async (
  { db }: Deps,
  actor: SignedIn,
  { cursor, limit }: Page,
): Promise<IntakeSourceList> => {
  requireRole(actor, 'administrator', 'clinician');
  const [after] = cursor === undefined ? [''] : decodeCursor(cursor, Keys);
  const rows = await db
    .select()
    .from(intakeSources)
    .where(gt(intakeSources.id, after))
    .orderBy(asc(intakeSources.id))
    .limit(limit + 1);
  const { page, nextCursor } = cutPage(rows, limit, ({ id }) => [id]);
  return { sources: await toIntakeSources(db, actor, page), nextCursor };
};
