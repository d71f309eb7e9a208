import type { TransactionSql } from 'postgres';
import type { Actor } from '#contracts/alert.ts';
import type { Statement } from '#database/last-statements.ts';
import { numberColumn, plainColumn, textColumn } from '../array-literal.ts';
import { AGREEMENT_MS } from './clock-moments.ts';
import type { ClockChange } from './device-clocks.ts';

const DEVICE_CLOCK: Actor = { type: 'system', id: 'device-clock' };

/** Writes which clocks are ahead and which no longer; where another process was first there is nothing to record. */
export const writeClockChanges = (tx: TransactionSql, changes: readonly ClockChange[]): Statement[] => {
  // In one order for everybody.
  const sorted = changes.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  const ahead = sorted.filter((change) => change.type === 'ahead');
  const right = sorted.filter(({ type }) => type === 'right');
  const statements: Statement[] = [];
  if (ahead.length > 0) {
    statements.push(tx`
      with learned as (
        insert into device_clocks as clock (device_id, ahead_ms, known_since, learned_at)
        select devices.id, ahead_ms, known_since, now()
        from unnest(
          ${textColumn(ahead, ({ deviceId }) => deviceId)}::text[],
          ${numberColumn(ahead, ({ aheadMs }) => aheadMs)}::bigint[],
          ${plainColumn(ahead, ({ sinceMs }) => new Date(sinceMs).toISOString())}::timestamptz[]
        ) with ordinality as change (device_id, ahead_ms, known_since, position)
        join devices on devices.id = change.device_id
        order by position
        on conflict (device_id) do update set
          ahead_ms = excluded.ahead_ms, known_since = excluded.known_since, learned_at = excluded.learned_at
          where abs(clock.ahead_ms - excluded.ahead_ms) > ${AGREEMENT_MS}::bigint
        returning device_id, ahead_ms
      )
      insert into audit_log (at, actor, action, subject_type, subject_id, detail)
      select now(), ${tx.json(DEVICE_CLOCK)}, 'device-clock:learned', 'device', device_id,
        jsonb_build_object('aheadMs', ahead_ms)
      from learned`);
  }
  if (right.length > 0) {
    statements.push(tx`
      with ended as (
        delete from device_clocks where device_id = any (${textColumn(right, ({ deviceId }) => deviceId)}::text[])
        returning device_id, ahead_ms
      )
      insert into audit_log (at, actor, action, subject_type, subject_id, detail)
      select now(), ${tx.json(DEVICE_CLOCK)}, 'device-clock:ended', 'device', device_id,
        jsonb_build_object('aheadMs', ahead_ms)
      from ended`);
  }
  return statements;
};
