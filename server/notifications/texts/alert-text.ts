import type { Explanation, Lane, Severity } from '#contracts/alert.ts';
import type { GlucoseUnit } from '#contracts/reading.ts';
import { EMERGENCY_NUMBERS, type Region } from '#contracts/region.ts';
import type { RuleId } from '#contracts/rule.ts';
import type { Locale } from '#contracts/user.ts';
import { readingText } from './reading-text.ts';
import { RULE_NAMES } from './rule-names.ts';

export type AlertFacts = {
  ruleId: RuleId;
  lane: Lane;
  severity: Severity;
  explanation: Explanation;
  patientName: string;
  region: Region;
  timeZone: string;
  glucoseUnit: GlucoseUnit;
};

export type Text = { title: string; text: string };

/** What is said of a hand-over: that a colleague hands the alert to the reader, or that nobody has taken it from them. */
export type HandOverNews = 'offered' | 'still-yours';

type Options = {
  locale: Locale;
  isPatient: boolean;
  mayCarryDetails: boolean;
  handOver?: HandOverNews | null;
  /** How many other alerts are told by the same message. */
  others?: number;
};

const SEVERITY_WORDS = {
  critical: { en: 'Critical', 'zh-CN': '危急' },
  high: { en: 'High', 'zh-CN': '高' },
  moderate: { en: 'Moderate', 'zh-CN': '中' },
} as const satisfies Record<Severity, Record<Locale, string>>;

export const NO_EMERGENCY_SERVICE = {
  en: (number: string) => `Kanhu is not an emergency service. In an emergency call ${number}.`,
  'zh-CN': (number: string) => `看护不是急救服务。紧急情况请拨打 ${number}。`,
} as const satisfies Record<Locale, (number: string) => string>;

const MORE = {
  en: (others: number) => (others === 1 ? 'And 1 more alert.' : `And ${others} more alerts.`),
  'zh-CN': (others: number) => `另有 ${others} 条警报。`,
} as const satisfies Record<Locale, (others: number) => string>;

const HAND_OVER = {
  offered: {
    en: 'A colleague hands this alert to you. It is yours once you take it in Kanhu.',
    'zh-CN': '一位同事要将这条警报移交给您。您在看护中接手后，由您负责。',
  },
  'still-yours': {
    en: 'Nobody has taken over the alert that you handed over. It is still yours.',
    'zh-CN': '您移交的警报无人接手，仍由您负责。',
  },
} as const satisfies Record<HandOverNews, Record<Locale, string>>;

const WORDS = {
  en: {
    alert: (severity: string) => `${severity} alert`,
    needsYou: 'A patient in your care needs you. Kanhu says who, and why.',
    notDelivered: 'Notification not delivered',
    lookAtIt: 'A message about an alert did not reach somebody of the care team. Kanhu says which.',
    forPatient: 'Please open Kanhu now',
    toPatient: 'Your last reading needs your attention. Kanhu says what to do. If you feel unwell, sit down and rest.',
  },
  'zh-CN': {
    alert: (severity: string) => `${severity}警报`,
    needsYou: '您负责的一位患者需要您。请打开看护查看是谁、为什么。',
    notDelivered: '通知未送达',
    lookAtIt: '一条警报通知未能送达医护团队的一位成员。请打开看护查看。',
    forPatient: '请现在打开看护',
    toPatient: '您最近一次的读数需要注意。看护会告诉您该怎么做。如感不适，请坐下休息。',
  },
} as const satisfies Record<Locale, Record<string, string | ((severity: string) => string)>>;

/**
 * What a message about an alert says. Without the clinic's leave neither a name nor a value, nor what the alert is about,
 * stands in it: a lock screen and a telephone company can read it.
 */
export const alertText = (
  alert: AlertFacts,
  { locale, isPatient, mayCarryDetails, handOver = null, others = 0 }: Options,
): Text => {
  const words = WORDS[locale];
  const [title, body] = isPatient
    ? [words.forPatient, words.toPatient]
    : mayCarryDetails
      ? detailed(alert, locale)
      : plain(alert, locale);
  const handed = handOver === null ? '' : `\n${HAND_OVER[handOver][locale]}`;
  const more = others === 0 ? '' : `\n${MORE[locale](others)}`;
  return { title, text: `${body}${handed}${more}\n${NO_EMERGENCY_SERVICE[locale](EMERGENCY_NUMBERS[alert.region])}` };
};

const plain = ({ ruleId, severity }: AlertFacts, locale: Locale): [title: string, body: string] => {
  const words = WORDS[locale];
  return ruleId === 'delivery.failed'
    ? [words.notDelivered, words.lookAtIt]
    : [words.alert(SEVERITY_WORDS[severity][locale]), words.needsYou];
};

const detailed = (alert: AlertFacts, locale: Locale): [title: string, body: string] => {
  const { ruleId, severity, explanation, patientName, timeZone, glucoseUnit } = alert;
  const colon = locale === 'zh-CN' ? '：' : ': ';
  const reading = readingText(explanation, { locale, timeZone, glucoseUnit });
  const body = reading === null ? patientName : `${patientName}${colon}${reading}`;
  return [`${SEVERITY_WORDS[severity][locale]}${colon}${RULE_NAMES[ruleId][locale]}`, body];
};
