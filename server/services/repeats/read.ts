import { and, asc, eq, gte, inArray, isNull } from 'drizzle-orm';
import { OPEN_ALERT_STATES } from '#contracts/alert.ts';
import { AppError } from '#contracts/errors.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import type { RepeatRequest, RepeatRequests } from '#contracts/repeat.ts';
import type { Database } from '#database/client.ts';
import { alerts, observations, patients } from '#database/schema/index.ts';
import { factsOf, streamOf } from '#models/detection/patient-watch.ts';
import { nightClock } from '#models/local-time/night.ts';
import type { RepeatableReading } from '#models/repeat/concern.ts';
import { repeatRequest, type AskedRepeat, type SpotStream } from '#models/repeat/repeat-request.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { FACTS } from '#models/rules/judge.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { isSpotMeasurement } from '../observations/asked.ts';
import { toObservation, type ObservationRow } from '../observations/to-observation.ts';
import { loadChosen } from '../thresholds/read.ts';

const LOOK_BACK_MS = 24 * 3_600_000;
/** The page goes out in the reading's own transaction; the clocks of two processes may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;

const SPOT_STREAMS = ['cuff', 'capillary', 'heart-rate'] as const satisfies readonly SpotStream[];

const loadRows = (db: Database, patientId: string, now: Date): Promise<ObservationRow[]> =>
  db
    .select()
    .from(observations)
    .where(
      and(
        eq(observations.patientId, patientId),
        inArray(observations.kind, [...READING_KINDS]),
        gte(observations.effectiveAt, new Date(now.getTime() - LOOK_BACK_MS)),
        isSpotMeasurement,
        isNull(observations.invalidatedAt),
      ),
    )
    .orderBy(asc(observations.effectiveAt), asc(observations.id));

/** When a clinician was last paged about each rule that is still open. */
const loadPages = async (db: Database, patientId: string): Promise<Map<string, Date>> => {
  const rows = await db
    .select({ ruleId: alerts.ruleId, pagedAt: alerts.pagedAt })
    .from(alerts)
    .where(
      and(
        eq(alerts.patientId, patientId),
        inArray(alerts.state, [...OPEN_ALERT_STATES]),
        eq(alerts.lane, 'physiological'),
        eq(alerts.paged, true),
      ),
    );
  return new Map(rows.flatMap(({ ruleId, pagedAt }) => (pagedAt === null ? [] : [[ruleId, pagedAt]])));
};

/** Which readings the patient is asked to take again now, and what came of those that were. */
export const readRepeatRequests = async (
  { db, now }: Deps,
  actor: SignedIn,
  patientId: string,
): Promise<RepeatRequests> => {
  await requirePatient(db, actor, patientId, 'read');
  const at = now();
  const [patient] = await db
    .select({ timeZone: patients.timeZone, glucoseUnit: patients.glucoseUnit })
    .from(patients)
    .where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  const [{ ruleSet, overrides, night }, rows, pages] = await Promise.all([
    loadChosen(db, patientId),
    loadRows(db, patientId, at),
    loadPages(db, patientId),
  ]);
  const { glucoseUnit, timeZone } = patient;
  const rules = activeRules(ruleSet, overrides, { nightOverrides: night?.overrides ?? {}, glucoseUnit });
  const isNight = nightClock(night, timeZone);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byStream = Map.groupBy(rows, streamOf);

  const toReading = (row: ObservationRow): RepeatableReading => ({
    id: row.id,
    atMs: row.effectiveAt.getTime(),
    receivedAtMs: row.receivedAt.getTime(),
    first: row.systolic ?? row.glucose ?? row.heartRate ?? Number.NaN,
    second: row.diastolic ?? 0,
    facts: factsOf(row) | (isNight(row.effectiveAt.getTime()) ? FACTS.night : 0),
    flags: row.flags ?? [],
  });
  const observationOf = ({ id }: RepeatableReading) => {
    const row = byId.get(id);
    if (row === undefined) throw new Error('a repeat was asked of a reading that is not there');
    return toObservation(row);
  };
  const toRequest = (asked: AskedRepeat): RepeatRequest => ({
    observation: observationOf(asked.reading),
    reason: asked.reason,
    hasSymptoms: asked.hasSymptoms,
    earliestAt: new Date(asked.earliestAtMs).toISOString(),
    restedAt: new Date(asked.restedAtMs).toISOString(),
    until: new Date(asked.untilMs).toISOString(),
    answer: asked.answer && { observation: observationOf(asked.answer.reading), isAsBad: asked.answer.isAsBad },
    isPaged: asked.ruleIds.some((ruleId) => {
      const pagedAt = pages.get(ruleId);
      return pagedAt !== undefined && pagedAt.getTime() >= asked.reading.receivedAtMs - CLOCKS_DIFFER_MS;
    }),
  });

  const requests = SPOT_STREAMS.flatMap((stream) => {
    const readings = (byStream.get(stream) ?? []).map(toReading);
    const asked = repeatRequest(readings, stream, rules[stream], at.getTime());
    return asked === null ? [] : [toRequest(asked)];
  });
  const isAnswered = ({ answer }: RepeatRequest): number => (answer === null ? 0 : 1);
  requests.sort(
    (a, b) => isAnswered(a) - isAnswered(b) || b.observation.effectiveAt.localeCompare(a.observation.effectiveAt),
  );
  return { answeredAt: at.toISOString(), requests };
};
