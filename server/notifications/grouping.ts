import { sql } from 'drizzle-orm';

/**
 * How long a message to a clinician about what is not critical is held back, so that what else comes about the same patient
 * goes with it: a device that sends a day at once, a patient whose pressure and pulse are both high. Nothing critical waits.
 */
export const HELD_FOR_S = 30;

/** How long what a broken channel does to many patients is one message: a server that is away fails for all of them. */
const ONE_CAUSE_FOR = sql`interval '60 seconds'`;

const RANK = (severity: 'told' | 'first') =>
  severity === 'told'
    ? sql`array_position(array['high', 'moderate'], alerts.severity)`
    : sql`array_position(array['high', 'moderate'], about.severity)`;

/**
 * The message to the row `endpoint` with which what the row `told` says of the row `alerts` goes; null where it is the
 * first. Of one patient, while the first is still held back and is no less severe; of messages that do not arrive, while
 * the cause is the same, also when the first has gone out.
 */
export const FIRST_OF_GROUP = sql`(
  select first.id from deliveries first
  join alerts about on about.id = first.alert_id
  where first.endpoint_id = endpoint.id and first.grouped_into is null and not told.is_alone
    and first.queued_at > now() - ${ONE_CAUSE_FOR}
    and about.severity <> 'critical' and alerts.severity <> 'critical'
    and case
      when alerts.rule_id = 'delivery.failed' then about.rule_id = 'delivery.failed'
        and first.state not in ('failed', 'cancelled')
        and about.explanation #>> '{delivery,channel}' = alerts.explanation #>> '{delivery,channel}'
        and (
          about.explanation #>> '{delivery,recipientId}' = alerts.explanation #>> '{delivery,recipientId}'
          or 'unreachable' = all (array[about.explanation ->> 'reason', alerts.explanation ->> 'reason'])
        )
      else about.rule_id <> 'delivery.failed' and about.patient_id = alerts.patient_id
        and first.state = 'queued' and first.attempts = 0 and first.next_attempt_at > now()
        and ${RANK('first')} <= ${RANK('told')}
    end
  order by first.queued_at
  limit 1
  -- Whoever sends it goes first or waits: what joins a message is counted in it.
  for update of first
)`;
