import { sql } from 'drizzle-orm';
import type { OutsideChannel } from '#contracts/channel.ts';
import { MEASUREMENT_ASKED_FOR_MS } from '#contracts/measurement-request-times.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { Transaction } from '#database/client.ts';
import { readSettings } from '../services/notification-settings/read-settings.ts';
import { FIRST_OF_GROUP, HELD_FOR_S } from './grouping.ts';
import { PATIENCE } from './patience.ts';
import type { Recipient } from './recipients.ts';

const RAISING = new Set(['alert:raised', 'alert:re-raised', 'alert:severity-raised']);

/** Somebody of the care team wants something of the patient now. */
const ASKING = 'alert:measurement-asked';

/** Told on the page: whoever has handed an alert over is woken by what they have to do, and by nothing else. */
const IS_DONE = 'alert:handed-over';

/** Pages nobody by itself, but whoever would have been told by the channel that failed must hear of it elsewhere. */
const TOLD_THOUGH_NOT_PAGED: ReadonlySet<RuleId> = new Set(['delivery.failed']);

/**
 * Whether this event leaves the clinic for this person. The patient is told at once what their own body does; a clinician
 * when paging was decided, or when they are called, and by nothing less.
 */
export const isToldOutside = ({
  type,
  lane,
  ruleId,
  isPatient,
  callId,
  handOverId,
  isCalled,
  isSnoozed,
}: Recipient): boolean => {
  if (isPatient) {
    return type === ASKING || (RAISING.has(type) && (lane === 'physiological' || lane === 'predicted'));
  }
  if (isSnoozed) return false;
  if (handOverId !== null) return isCalled && type !== IS_DONE;
  if (callId !== null) return isCalled;
  return type === 'alert:paged' || (TOLD_THOUGH_NOT_PAGED.has(ruleId) && RAISING.has(type));
};

/**
 * Writes down what is to be sent, to each verified endpoint of each recipient. That a channel failed is not sent to
 * endpoints that fail themselves.
 */
export const queueOutsideDeliveries = async (
  tx: Transaction,
  recipients: readonly Recipient[],
  configured: readonly OutsideChannel[],
): Promise<void> => {
  const told = recipients.filter(isToldOutside);
  if (told.length === 0 || configured.length === 0) return;
  const { channels } = await readSettings(tx);
  const usable = configured.filter((channel) => channels.includes(channel));
  if (usable.length === 0) return;
  // What may go with another message must find that one, so it is written after it.
  const alone = told.filter(({ severity }) => severity === 'critical');
  for (const batch of [alone, ...told.filter(({ severity }) => severity !== 'critical').map((one) => [one])]) {
    if (batch.length > 0) await insertDeliveries(tx, batch, usable);
  }
};

/** What is at least as severe as its owner wants to be told of there. */
const isWantedThere = sql`array_position(array['critical', 'high', 'moderate'], alerts.severity)
  <= array_position(array['critical', 'high', 'moderate'], endpoint.tell_from)`;

const insertDeliveries = async (
  tx: Transaction,
  told: readonly Recipient[],
  usable: readonly OutsideChannel[],
): Promise<void> => {
  const rows = JSON.stringify(
    told.map(({ type, eventId, alertId, handOverId, userId, severity, ruleId, isPatient }) => ({
      event_id: eventId.toString(),
      alert_id: alertId,
      user_id: userId,
      // What is wanted now is not asked for when nobody wants it any more.
      give_up_after_s: (type === ASKING ? MEASUREMENT_ASKED_FOR_MS : PATIENCE[severity].giveUpAfterMs) / 1000,
      tell_after_s: PATIENCE[severity].tellAfterMs / 1000,
      held_for_s:
        isPatient || handOverId !== null || severity === 'critical' || TOLD_THOUGH_NOT_PAGED.has(ruleId)
          ? 0
          : HELD_FOR_S,
      // What one person says to another goes with nothing else.
      is_alone: isPatient || handOverId !== null,
      is_about_failing: TOLD_THOUGH_NOT_PAGED.has(ruleId),
      is_asking: type === ASKING,
    })),
  );
  await tx.execute(sql`
    insert into deliveries (
      id, alert_id, event_id, recipient_id, channel, endpoint_id, state, queued_at, grouped_into, next_attempt_at,
      give_up_at, tell_at
    )
    select gen_random_uuid(), told.alert_id, told.event_id, told.user_id, endpoint.channel, endpoint.id, 'queued', now(),
      grouped.into_id,
      case when grouped.into_id is null then now() + make_interval(secs => told.held_for_s) end,
      case when grouped.into_id is null then now() + make_interval(secs => told.give_up_after_s) end,
      -- Where a relative is told is the patient's to look after: the care team can do nothing about it.
      case when grouped.into_id is null and endpoint.relative_id is null
        then now() + make_interval(secs => told.tell_after_s) end
    from jsonb_to_recordset(${rows}::jsonb) as told (
      event_id bigint, alert_id uuid, user_id uuid, give_up_after_s float8, tell_after_s float8, held_for_s float8,
      is_alone boolean, is_about_failing boolean, is_asking boolean
    )
    join alerts on alerts.id = told.alert_id
    join notification_endpoints endpoint on endpoint.user_id = told.user_id
    cross join lateral (select ${FIRST_OF_GROUP} as into_id) grouped
    where endpoint.verified_at is not null and endpoint.disabled_at is null
      and endpoint.channel in (select jsonb_array_elements_text(${JSON.stringify(usable)}::jsonb))
      and not (told.is_about_failing and endpoint.failing_since is not null)
      and (told.is_asking or ${isWantedThere})
      and (endpoint.relative_id is null or (not told.is_asking and alerts.lane = 'physiological'))
    on conflict do nothing`);
};
