import { msg, str } from '@lit/localize';
import type { Severity } from '#contracts/alert.ts';
import type { ExampleStep, TargetWarning } from '#contracts/escalation-preview.ts';
import type { ExampleMoment } from '#contracts/example-moment.ts';
import type { EscalationDeadline, EscalationTarget } from '#contracts/escalation.ts';
import { LONGEST_ANSWER_MINUTES, REACH_WITHIN_MINUTES, REMIND_EVERY_MINUTES } from '#contracts/escalation-limits.ts';
import type { OnCallPerson } from '#contracts/on-call.ts';
import { clinicMomentText } from '../format/clinic-time.ts';
import { durationText, exactDurationText } from '../format/time.ts';
import { currentLocale } from '../localization.ts';
import { targetWord } from './escalation.ts';
import { nameOf } from './on-call.ts';

/** The names behind a policy's ids. */
export type PolicyNames = {
  people: readonly OnCallPerson[];
  /** Those that are not closed. */
  rosters: readonly { id: string; name: string }[];
};

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

export const listText = (words: readonly string[]): string =>
  new Intl.ListFormat(currentLocale() === 'zh-CN' ? 'zh-CN' : 'en-GB', { type: 'conjunction' }).format(words);

/** `15 min`, `1 hr 30 min`, `3 days 2 hr`: never rounded. */
export const minutesText = (minutes: number): string => {
  if (minutes < 2 * DAY_MINUTES) return exactDurationText(minutes * MINUTE_MS);
  const rest = minutes % DAY_MINUTES;
  const days = durationText((minutes - rest) * MINUTE_MS);
  return rest === 0 ? days : `${days} ${exactDurationText(rest * MINUTE_MS)}`;
};

export const targetText = (target: EscalationTarget, { people, rosters }: PolicyNames): string => {
  switch (target.kind) {
    case 'care-team':
    case 'anyone-on-call':
      return targetWord(target.kind);
    case 'roster': {
      const name = rosters.find(({ id }) => id === target.rosterId)?.name;
      return name === undefined ? msg('a roster that is closed') : msg(str`who is on call (${name})`);
    }
    case 'user':
      return nameOf(people, target.userId);
  }
};

export const targetsText = (targets: readonly EscalationTarget[], names: PolicyNames): string =>
  listText(targets.map((target) => targetText(target, names)));

export const deadlineText = (deadline: EscalationDeadline): string =>
  deadline.kind === 'minutes'
    ? msg(str`${minutesText(deadline.minutes)} to answer`)
    : msg('until the clinic closes on the next working day');

export const momentWord = (moment: ExampleMoment): string => {
  switch (moment) {
    case 'now':
      return msg('now');
    case 'night':
      return msg('the coming Saturday at 03:00');
    case 'day':
      return msg('the coming Wednesday at 10:00');
  }
};

/** Who is called in a step of a worked example. */
export const stepText = ({ hasCareTeam, people }: ExampleStep): string => {
  const who = [...(hasCareTeam ? [targetWord('care-team')] : []), ...people.map(({ name }) => name)];
  return who.length === 0 ? msg('nobody is there to be called') : listText(who);
};

const gapText = (gap: TargetWarning['gap'], zone: string): string => {
  const from = clinicMomentText(gap?.from ?? '', zone);
  const to = gap?.to ?? null;
  return to === null ? msg(str`from ${from}`) : msg(str`${from} until ${clinicMomentText(to, zone)}`);
};

const rosterText = (target: EscalationTarget, { rosters }: PolicyNames): string =>
  (target.kind === 'roster' ? rosters.find(({ id }) => id === target.rosterId)?.name : undefined) ??
  msg('by any roster');

/** What is wrong with a target, and when. */
export const warningText = ({ tier, target, kind, gap }: TargetWarning, names: PolicyNames, zone: string): string => {
  const number = tier + 1;
  switch (kind) {
    case 'closed-roster':
      return msg(str`Tier ${number}: the roster is closed and calls nobody.`);
    case 'no-roster':
      return msg(str`Tier ${number}: there is no roster yet, so nobody is on call.`);
    case 'left':
      return msg(str`Tier ${number}: ${targetText(target, names)} does not work here any more and is not called.`);
    case 'gap':
      return msg(str`Tier ${number}: nobody is on call ${gapText(gap, zone)} (${rosterText(target, names)}).`);
  }
};

/** What holds for a severity whatever its policy says. */
export const fixedRules = (severity: Severity): string[] => {
  const longest = minutesText(LONGEST_ANSWER_MINUTES[severity]);
  const reach = REACH_WITHIN_MINUTES[severity];
  const remind = REMIND_EVERY_MINUTES[severity];
  return [
    ...(remind === null
      ? [
          msg(
            'When nobody of all tiers has answered, the alert stays in the list as unanswered; nobody is called again.',
          ),
        ]
      : [
          msg(str`Whoever was called last is told again every ${minutesText(remind)}, by all channels.`),
          msg('When nobody of all tiers has answered, it begins again with the first.'),
        ]),
    ...(reach === null
      ? []
      : [msg(str`If nothing reaches anybody of a tier within ${minutesText(reach)}, the next is called at once.`)]),
    msg(str`No tier has longer than ${longest} to answer.`),
    ...(severity === 'critical' ? [msg('Nobody can snooze it.')] : []),
  ];
};
