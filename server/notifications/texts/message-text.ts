import { EMERGENCY_NUMBERS, type Region } from '#contracts/region.ts';
import type { Locale } from '#contracts/user.ts';
import { NO_EMERGENCY_SERVICE, type Text } from './alert-text.ts';

const WORDS = {
  en: {
    title: 'A message from your clinic',
    from: (author: string) => `${author} wrote to you`,
    text: 'Please open Kanhu to read it and to answer.',
  },
  'zh-CN': {
    title: '诊所给您发来一条消息',
    from: (author: string) => `${author}给您发来一条消息`,
    text: '请打开看护查看并回复。',
  },
} as const satisfies Record<Locale, { title: string; from: (author: string) => string; text: string }>;

/** That there is something to read; never what. Who wrote it stands in it with the clinic's leave alone. */
export const messageText = (
  { authorName, region }: { authorName: string; region: Region },
  { locale, mayCarryDetails }: { locale: Locale; mayCarryDetails: boolean },
): Text => {
  const words = WORDS[locale];
  return {
    title: mayCarryDetails ? words.from(authorName) : words.title,
    text: `${words.text}\n${NO_EMERGENCY_SERVICE[locale](EMERGENCY_NUMBERS[region])}`,
  };
};
