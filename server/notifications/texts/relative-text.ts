import { EMERGENCY_NUMBERS } from '#contracts/region.ts';
import type { Relation } from '#contracts/relative.ts';
import type { Locale } from '#contracts/user.ts';
import type { AlertFacts, Text } from './alert-text.ts';
import { readingText } from './reading-text.ts';

/** Who the patient is to somebody whom the patient calls their child, and so on: it names nobody. */
const WHO = {
  en: {
    spouse: 'Your husband, wife or partner',
    parent: 'Your child',
    child: 'Your mother or father',
    sibling: 'Your brother or sister',
    friend: 'Your friend',
    carer: 'The person you care for',
    other: 'Somebody who named you as their contact',
  },
  'zh-CN': {
    spouse: '您的爱人',
    parent: '您的子女',
    child: '您的父亲或母亲',
    sibling: '您的兄弟姐妹',
    friend: '您的朋友',
    carer: '您照护的人',
    other: '将您设为联系人的亲友',
  },
} as const satisfies Record<Locale, Record<Relation, string>>;

const WORDS = {
  en: {
    title: { critical: 'Please call them now', other: 'Please look after them' },
    attention: (who: string) => `${who} has a health reading that needs attention.`,
    reading: (name: string, reading: string) => `${name}: ${reading}. This needs attention.`,
    whatToDo: {
      critical: 'Call them now, or go and see them.',
      other: 'Please call them today and ask how they are.',
    },
    emergency: (number: string) =>
      `If they are unwell, or you cannot reach them, call ${number}. The clinic is told as well; Kanhu is not an emergency service.`,
    stop: 'You get this because they chose you. No more of these messages:',
  },
  'zh-CN': {
    title: { critical: '请立即联系对方', other: '请关心一下对方' },
    attention: (who: string) => `${who}的一次健康读数需要注意。`,
    reading: (name: string, reading: string) => `${name}：${reading}，需要注意。`,
    whatToDo: { critical: '请立即打电话，或前去查看。', other: '请在今天打电话问问情况。' },
    emergency: (number: string) =>
      `如对方感到不适，或您联系不上，请拨打 ${number}。诊所也已收到通知；看护不是急救服务。`,
    stop: '您收到此消息，是因为对方选择了您。不想再收到，请打开：',
  },
} as const;

type Options = { locale: Locale; relation: Relation; mayCarryDetails: boolean };

/**
 * What somebody is told whom the patient chose: what to do now, in plain words, and the emergency number where the patient
 * lives. Name and value stand in it with the clinic's leave only, as in every message that leaves it.
 */
export const relativeText = (
  alert: Pick<AlertFacts, 'severity' | 'explanation' | 'patientName' | 'region' | 'timeZone' | 'glucoseUnit'>,
  { locale, relation, mayCarryDetails }: Options,
): Text => {
  const words = WORDS[locale];
  const urgency = alert.severity === 'critical' ? 'critical' : 'other';
  const reading = mayCarryDetails ? readingText(alert.explanation, { ...alert, locale }) : null;
  const what =
    reading === null
      ? words.attention(mayCarryDetails ? alert.patientName : WHO[locale][relation])
      : words.reading(alert.patientName, reading);
  const number = EMERGENCY_NUMBERS[alert.region];
  return {
    title: words.title[urgency],
    text: `${what} ${words.whatToDo[urgency]}\n${words.emergency(number)}\n${words.stop}`,
  };
};

/** Asks whether they want it: nothing else is sent before the patient has heard the code from them. */
export const relativeCodeText = (locale: Locale, relation: Relation, code: string): Text => {
  const who = WHO[locale][relation];
  return locale === 'zh-CN'
    ? {
        title: `看护验证码 ${code}`,
        text: `${who}使用看护记录健康读数，希望在读数需要注意时通知您。如您同意，请把验证码 ${code} 告诉对方，10 分钟内有效。如不认识，请忽略。`,
      }
    : {
        title: `A code for your family or friend: ${code}`,
        text: `${who} uses Kanhu for their health, and wants you to be told when a reading needs attention. If you agree, tell them this code: ${code} (10 minutes). If you do not know who that is, ignore this.`,
      };
};
