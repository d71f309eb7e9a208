import { and, asc, desc, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { HomeProtocol } from '#contracts/home-protocol.ts';
import { SERIES_DAYS } from '#contracts/home-session.ts';
import type { Database } from '#database/client.ts';
import { observations, patients } from '#database/schema/index.ts';
import { dangerOf } from '#models/home-protocol/danger.ts';
import { homeProtocol } from '#models/home-protocol/home-protocol.ts';
import type { HomeReading } from '#models/home-protocol/sessions.ts';
import { nightClock } from '#models/local-time/night.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { FACTS } from '#models/rules/judge.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadChosen } from '../thresholds/read.ts';

const DAY_MS = 24 * 3_600_000;
/** A series of longer ago is history, and stands in the charts. */
const LOOK_BACK_MS = 90 * DAY_MS;

/** The cuff itself says that it was not worn or held as it should be: such a value is none for the mean. */
const MISTAKEN = ['body-movement', 'cuff-loose', 'wrong-position', 'sensor-fault'];

const byCuff = (patientId: string) =>
  and(
    eq(observations.patientId, patientId),
    eq(observations.kind, 'blood-pressure'),
    sql`${observations.method} is distinct from 'cuffless'`,
    isNull(observations.invalidatedAt),
  );

const findStart = async (db: Database, patientId: string, now: Date): Promise<Date | null> => {
  const [row] = await db
    .select({ at: observations.effectiveAt })
    .from(observations)
    .where(
      and(
        byCuff(patientId),
        gt(observations.effectiveAt, new Date(now.getTime() - LOOK_BACK_MS)),
        sql`${observations.flags} @> array['series-start']`,
      ),
    )
    .orderBy(desc(observations.effectiveAt))
    .limit(1);
  return row?.at ?? null;
};

const loadReadings = async (
  db: Database,
  { patientId, timeZone, from }: { patientId: string; timeZone: string; from: Date },
): Promise<HomeReading[]> => {
  const [{ ruleSet, overrides, night }, rows] = await Promise.all([
    loadChosen(db, patientId),
    db
      .select({
        at: observations.effectiveAt,
        systolic: observations.systolic,
        diastolic: observations.diastolic,
        flags: observations.flags,
      })
      .from(observations)
      .where(
        and(
          byCuff(patientId),
          gte(observations.effectiveAt, from),
          // Seven days of the calendar, begun at any hour, with an hour of summer time.
          lt(observations.effectiveAt, new Date(from.getTime() + (SERIES_DAYS + 1) * DAY_MS)),
        ),
      )
      .orderBy(asc(observations.effectiveAt), asc(observations.id)),
  ]);
  const { cuff } = activeRules(ruleSet, overrides, { nightOverrides: night?.overrides ?? {} });
  const isNight = nightClock(night, timeZone);
  return rows.flatMap(({ at, systolic, diastolic, flags }) => {
    if (systolic === null || diastolic === null || flags?.some((flag) => MISTAKEN.includes(flag)) === true) return [];
    const symptoms = flags?.includes('symptoms') === true ? FACTS.symptoms : 0;
    const facts = symptoms | (isNight(at.getTime()) ? FACTS.night : 0);
    const danger = dangerOf(cuff, { systolic, diastolic }, facts);
    return [{ atMs: at.getTime(), systolic, diastolic, danger }];
  });
};

/** How far the patient is with two readings in the morning and two in the evening, seven days. */
export const readHomeProtocol = async (deps: Deps, actor: SignedIn, patientId: string): Promise<HomeProtocol> => {
  const { db } = deps;
  await requirePatient(db, actor, patientId, 'read');
  const now = deps.now();
  const [patient] = await db.select({ timeZone: patients.timeZone }).from(patients).where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  const start = await findStart(db, patientId, now);
  const readings = start === null ? [] : await loadReadings(db, { patientId, timeZone: patient.timeZone, from: start });
  return homeProtocol({ readings, timeZone: patient.timeZone, nowMs: now.getTime() });
};
