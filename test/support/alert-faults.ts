import type { AlertState } from '#contracts/alert.ts';
import type { AlertLife, Verb } from './alert-lives.ts';
import type { ClinicSnapshot, SnapshotAlertEvent } from './clinic-snapshot.ts';

const byId = <T, K>(rows: readonly T[], key: (row: T) => K): Map<K, T[]> => Map.groupBy(rows, key);

const keyOf = (row: { alertId: string; type: string; at: Date }): string =>
  `${row.alertId} ${row.type} ${row.at.toISOString()}`;

/** What is in one list and not in the other, each as often as it is. */
const difference = (what: string, expected: readonly string[], found: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const key of expected) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const key of found) counts.set(key, (counts.get(key) ?? 0) - 1);
  return [...counts].flatMap(([key, count]) =>
    count === 0 ? [] : [`${what}: ${key} is ${count > 0 ? 'missing' : 'there too often'} (${count})`],
  );
};

/** Every event of an alert has its audit row and its event in the stream, and the stream has no gap. */
export const recordFaults = ({ alertEvents, audit, stream }: ClinicSnapshot): string[] => {
  const events = alertEvents.map((event) => `${keyOf(event)} ${JSON.stringify(event.actor)}`);
  const audited = audit.map((row) => `${keyOf(row)} ${JSON.stringify(row.actor)}`);
  const streamed = stream.flatMap(({ type, alertId, occurredAt }) =>
    alertId === null ? [] : [keyOf({ alertId, type: type.replace('alert:', ''), at: occurredAt })],
  );
  const gaps = stream.flatMap(({ id }, index) =>
    id === String(index + 1) ? [] : [`event ${id} stands at ${index + 1}`],
  );
  return [
    ...difference('audit', events, audited),
    ...difference('stream', alertEvents.map(keyOf), streamed),
    ...gaps.slice(0, 3),
  ];
};

const OPEN: readonly AlertState[] = ['raised', 'escalated', 'acknowledged'];
const WAITING: readonly AlertState[] = ['raised', 'escalated'];

type Replayed = { state: AlertState | null; acknowledgedBy: string | null; resolvedBy: string | null };

/** What one event makes of an alert, and from which states it may come; null: it leaves the state as it is. */
const TRANSITIONS: Partial<Record<SnapshotAlertEvent['type'], { from: readonly AlertState[]; to: AlertState | null }>> =
  {
    're-raised': { from: OPEN, to: 'raised' },
    'severity-raised': { from: OPEN, to: 'raised' },
    paged: { from: OPEN, to: null },
    called: { from: WAITING, to: null },
    reminded: { from: WAITING, to: null },
    exhausted: { from: WAITING, to: null },
    acknowledged: { from: WAITING, to: 'acknowledged' },
    escalated: { from: OPEN, to: 'escalated' },
    snoozed: { from: OPEN, to: null },
    resolved: { from: OPEN, to: 'resolved' },
  };

const replay = (events: readonly Pick<SnapshotAlertEvent, 'type' | 'actor'>[]): Replayed & { faults: string[] } => {
  const faults: string[] = [];
  let now: Replayed = { state: null, acknowledgedBy: null, resolvedBy: null };
  for (const { type, actor } of events) {
    if (type === 'raised') {
      if (now.state !== null) faults.push('raised twice');
      now = { ...now, state: 'raised' };
      continue;
    }
    const transition = TRANSITIONS[type];
    if (transition === undefined) continue;
    if (now.state === null || !transition.from.includes(now.state)) faults.push(`${type} while ${now.state}`);
    if (transition.to === null) continue;
    now = {
      state: transition.to,
      acknowledgedBy:
        transition.to === 'acknowledged' ? actor.id : transition.to === 'resolved' ? now.acknowledgedBy : null,
      resolvedBy: transition.to === 'resolved' ? actor.id : null,
    };
  }
  return { ...now, faults };
};

/** Each alert is what its events make of it, in the order of the stream and in the one that its page shows. */
export const replayFaults = ({ alerts, alertEvents, audit, stream }: ClinicSnapshot): string[] => {
  const listed = byId(alertEvents, ({ alertId }) => alertId);
  const streamed = byId(stream, ({ alertId }) => alertId);
  const actors = byId(audit, keyOf);
  return alerts.flatMap((alert) => {
    const asStreamed = (streamed.get(alert.id) ?? []).map(({ type, occurredAt }) => {
      const name = type.replace('alert:', '') as SnapshotAlertEvent['type'];
      const [row] = actors.get(keyOf({ alertId: alert.id, type: name, at: occurredAt })) ?? [];
      return { type: name, actor: row?.actor ?? { type: 'system', id: 'nobody' } } as const;
    });
    const { state, acknowledgedBy, resolvedBy } = alert;
    const is = JSON.stringify({ state, acknowledgedBy, resolvedBy });
    return [asStreamed, listed.get(alert.id) ?? []].flatMap((events, index) => {
      const { faults, ...replayed } = replay(events);
      const found = JSON.stringify(replayed) === is ? faults : [...faults, `${is} is ${JSON.stringify(replayed)}`];
      const order = events.map(({ type }) => type).join(' ');
      return found.map((fault) => `${index === 0 ? 'streamed' : 'listed'} ${alert.id}: ${fault}: ${order}`);
    });
  });
};

const EVENT_OF = {
  acknowledge: 'acknowledged',
  snooze: 'snoozed',
  escalate: 'escalated',
  resolve: 'resolved',
} as const satisfies Record<Verb, string>;

/** What somebody was told that they did is done, and nothing is done that they did not ask for. */
export const doingFaults = ({ alertEvents }: ClinicSnapshot, lives: readonly AlertLife[]): string[] => {
  const doings = lives.flatMap((life) => life.doings);
  const keys = byId(doings, ({ alertId, person, verb }) => `${alertId} ${person.userId} ${EVENT_OF[verb]}`);
  const done = byId(
    alertEvents.filter(({ actor }) => actor.type === 'user'),
    ({ alertId, actor, type }) => `${alertId} ${actor.id} ${type}`,
  );
  const unknown = [...done.keys()].filter((key) => !keys.has(key)).map((key) => `nobody asked for ${key}`);
  const answers = doings.flatMap(({ status, body, lost, verb, alertId, mayConflict }) => {
    const isExpected = status === 200 || (status === 409 && (mayConflict || lost > 0));
    return isExpected ? [] : [`${verb} of ${alertId} was answered ${status} ${body}`];
  });
  const counts = [...keys].flatMap(([key, asked]) => {
    const times = done.get(key)?.length ?? 0;
    const least = asked.filter(({ status }) => status === 200).length;
    const most = least + asked.reduce((sum, { lost }) => sum + lost, 0);
    return times >= least && times <= most ? [] : [`${key}: ${times} times, and ${least} to ${most} were expected`];
  });
  return [...answers, ...unknown, ...counts];
};

/** Whoever shares the care of a patient is told of each page, once; nothing waits that should have gone out. */
export const deliveryFaults = (
  { deliveries, stream }: ClinicSnapshot,
  { taken, team }: { taken: ReadonlySet<string>; team: (patientId: string) => readonly string[] },
): string[] => {
  const inApp = new Set(
    deliveries.flatMap(({ channel, eventId, recipientId }) =>
      channel === 'in-app' ? [`${eventId} ${recipientId}`] : [],
    ),
  );
  const untold = stream
    .filter(({ type }) => ['alert:raised', 'alert:re-raised', 'alert:paged'].includes(type))
    .flatMap(({ id, patientId }) => team(patientId ?? '').map((userId) => `${id} ${userId}`))
    .filter((key) => !inApp.has(key));
  const ofId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
  const wrong = deliveries.flatMap((delivery) => {
    const { id, channel, state, groupedInto, nextAttemptAt, isOverdue } = delivery;
    const say = (fault: string): string[] => [`${channel} ${id} is ${state}: ${fault}`];
    if (channel === 'in-app') return state === 'queued' || state === 'delivered' ? [] : say('on a page');
    if (isOverdue) return say('overdue');
    if (state === 'failed') return say(delivery.failureReason ?? '');
    if (state === 'sent') return taken.has(id) ? [] : say('nobody took it');
    if (state !== 'queued') return [];
    if (groupedInto === null) return nextAttemptAt === null ? say('nobody sends it') : [];
    const first = ofId.get(groupedInto);
    return first === undefined || first.state === 'cancelled' || first.groupedInto !== null
      ? say('lost its group')
      : [];
  });
  return [...untold.map((key) => `not told: ${key}`), ...wrong];
};
