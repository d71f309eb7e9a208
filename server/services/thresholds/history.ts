import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import {
  THRESHOLD_KEYS,
  type NightThresholds,
  type ThresholdChange,
  type ThresholdHistory,
  type ThresholdHistoryQuery,
  type ThresholdOverrides,
  type ThresholdVersion,
} from '#contracts/threshold.ts';
import { thresholds, users } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';

const Keys = z.tuple([z.string().regex(/^\d{1,9}$/)]);

type Row = { version: typeof thresholds.$inferSelect; changedByName: string };

/** Every version of what a patient is judged by, newest first, each with what it set otherwise than the one before. */
export const listThresholdVersions = async (
  { db }: Deps,
  actor: SignedIn,
  patientId: string,
  { cursor, limit }: ThresholdHistoryQuery,
): Promise<ThresholdHistory> => {
  await requirePatient(db, actor, patientId, 'read');
  const wanted = [eq(thresholds.patientId, patientId)];
  if (cursor !== undefined) {
    const [version] = decodeCursor(cursor, Keys);
    wanted.push(lt(thresholds.version, Number(version)));
  }
  const rows = await db
    .select({ version: thresholds, changedByName: users.name })
    .from(thresholds)
    .innerJoin(users, eq(users.id, thresholds.changedBy))
    .where(and(...wanted))
    .orderBy(desc(thresholds.version))
    .limit(limit + 1);
  const { page, nextCursor } = cutPage(rows, limit, ({ version }) => [String(version.version)]);
  // The row beyond the page is there to compare the last one with.
  return { versions: page.map((row, index) => toVersion(row, rows[index + 1] ?? null)), nextCursor };
};

const toVersion = ({ version: now, changedByName }: Row, before: Row | null): ThresholdVersion => {
  const then = before?.version ?? null;
  return {
    version: now.version,
    changedBy: { id: now.changedBy, name: changedByName },
    changedAt: now.changedAt.toISOString(),
    reason: now.reason,
    ruleSet: now.ruleSet,
    ruleSetBefore: then === null || then.ruleSet === now.ruleSet ? null : then.ruleSet,
    nightHours: hoursOf(now.night),
    nightHoursBefore: hoursOf(then?.night ?? null),
    layersOff: now.overrides.layersOff ?? [],
    layersOffBefore: then?.overrides.layersOff ?? [],
    changes: [
      ...changesOf('day', then?.overrides ?? {}, now.overrides),
      ...changesOf('night', then?.night?.overrides ?? {}, now.night?.overrides ?? {}),
    ],
  };
};

const hoursOf = (night: NightThresholds | null): ThresholdVersion['nightHours'] =>
  night === null ? null : { from: night.from, to: night.to };

const changesOf = (
  period: ThresholdChange['period'],
  then: Omit<ThresholdOverrides, 'layersOff'>,
  now: Omit<ThresholdOverrides, 'layersOff'>,
): ThresholdChange[] =>
  THRESHOLD_KEYS.flatMap((key) => {
    const [before, after] = [then[key] ?? null, now[key] ?? null];
    return before === after ? [] : [{ key, period, before, after }];
  });
