import { sql } from 'drizzle-orm';
import { WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';
import type { Database } from '#database/client.ts';
import { CALLED_ACCESS_LASTS, IS_HARDLY_OVER } from '../../access.ts';

/** Long enough for a page that slept over a holiday; after that it loads its lists again. */
const EVENTS_KEPT = sql`interval '7 days'`;
/** What a webhook sent for a user whom nobody linked is no patient's, and a sender may have any number of such users. */
const UNKNOWN_USERS_KEPT = sql`interval '30 days'`;
/** The longest interval is four weeks, of which six make a silence urgent. */
const LISTENING_KEPT = sql`interval '200 days'`;
/** What is usual rests on 40 days; the newest day of a patient who measures no more stays whatever its age. */
const HOUR_SUMS_KEPT = sql`interval '60 days'`;
const BREACHES_KEPT = sql`interval '1 day'`;
const AT_ONCE = 10_000;

/**
 * Removes what has served its time. The newest event stays whatever its age: the next id is counted from it. What people
 * did, patients' observations, findings and the audit log are not touched.
 */
export const cleanUp = async (db: Database): Promise<number> => {
  const removed = await Promise.all([
    db.execute(sql`
      delete from events where id in (
        select id from events where relayed_at < now() - ${EVENTS_KEPT} and id < (select max(id) from events)
        order by id limit ${AT_ONCE}
      )`),
    db.execute(sql`
      delete from used_tokens where id in (select id from used_tokens where expires_at < now() limit ${AT_ONCE})`),
    db.execute(sql`
      delete from intake_messages where (source_id, message_id) in (
        select source_id, message_id from intake_messages where expires_at < now() limit ${AT_ONCE}
      )`),
    // Not one that somebody settles at this moment.
    db.execute(sql`
      delete from quarantined_readings where id in (
        select id from quarantined_readings
        where state = 'held' and reason = 'unknown-user' and patient_id is null
          and received_at < now() - ${UNKNOWN_USERS_KEPT}
        limit ${AT_ONCE} for update skip locked
      )`),
    db.execute(sql`
      delete from device_tokens where token_sha256 in (
        select token_sha256 from device_tokens where expires_at < now() limit ${AT_ONCE}
      )`),
    db.execute(sql`
      delete from hour_sums where (patient_id, stream, day) in (
        select patient_id, stream, day from hour_sums as old
        where day < current_date - ${HOUR_SUMS_KEPT} and exists (
          select 1 from hour_sums as newer
          where newer.patient_id = old.patient_id and newer.stream = old.stream and newer.day > old.day + 40
        )
        limit ${AT_ONCE}
      )`),
    // A node that did not answer for ten minutes has lost its rooms long ago.
    db.execute(sql`
      delete from media_commands where answered_at < now() - interval '1 day' or created_at < now() - interval '10 minutes'
        and answered_at is null`),
    db.execute(sql`
      delete from media_nodes where heartbeat_at < now() - interval '1 day'
        and not exists (select 1 from rooms where rooms.media_node_id = media_nodes.id and rooms.closed_at is null)`),
    // It is over by its own condition; what is marked is not asked about on each request any more.
    db.execute(sql`
      update alert_call_people set gives_access = false
      from alerts
      where alert_call_people.gives_access and alerts.id = alert_call_people.alert_id
        and alerts.state in ('resolved', 'withdrawn')
        and coalesce(alerts.closed_at, '-infinity') <= now() - ${CALLED_ACCESS_LASTS}`),
    db.execute(sql`
      update alert_hand_overs offer set gives_access = false
      from alerts about
      where offer.gives_access and offer.ended_at is not null and about.id = offer.alert_id
        and not (offer.ended_as = 'taken' and ${IS_HARDLY_OVER})`),
    db.execute(sql`delete from listening_periods where ends_at < now() - ${LISTENING_KEPT}`),
    // The watchdog's is kept: that it has been silent for so long must not be forgotten.
    db.execute(sql`delete from heartbeats where beat_at < now() - interval '1 day' and component <> 'watchdog'`),
    // Servers that ended without taking their rows along.
    db.execute(sql`delete from clinician_presences where seen_at < now() - interval '1 day'`),
    removeBreaches(db),
  ]);
  return removed.reduce((total, result) => total + result.count, 0);
};

/** What the watchdog's breaches of yesterday left: they are about nobody, and 1440 come a day. Its alert stays. */
const removeBreaches = async (db: Database): Promise<{ count: number }> => {
  const patient = sql`${WATCHDOG_PATIENT_ID}::uuid`;
  const findings = await db.execute(sql`
    delete from findings where id in (
      select finding.id from findings finding
      where finding.patient_id = ${patient} and finding.onset_at < now() - ${BREACHES_KEPT}
        and not exists (select 1 from alerts where alerts.patient_id = ${patient} and alerts.finding_id = finding.id)
        and not exists (
          select 1 from alert_events event join alerts alert on alert.id = event.alert_id
          where alert.patient_id = ${patient} and event.finding_id = finding.id
        )
      order by finding.onset_at limit ${AT_ONCE}
    )`);
  const observations = await db.execute(sql`
    delete from observations where patient_id = ${patient} and effective_at < now() - ${BREACHES_KEPT}`);
  const quarantined = await db.execute(sql`
    delete from quarantined_readings where patient_id = ${patient} and received_at < now() - ${BREACHES_KEPT}`);
  return { count: findings.count + observations.count + quarantined.count };
};
