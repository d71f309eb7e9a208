import { VISIT_FILE_NAME_LENGTH } from '#contracts/visit-chat-limits.ts';
import { currentLocale } from '../localization.ts';

const KILOBYTE = 1024;

/** `340 kB`, `2.1 MB`. */
export const sizeText = (bytes: number): string => {
  const isSmall = bytes < KILOBYTE * KILOBYTE;
  return new Intl.NumberFormat(currentLocale(), {
    ...{ style: 'unit', unit: isSmall ? 'kilobyte' : 'megabyte' },
    maximumFractionDigits: isSmall ? 0 : 1,
  }).format(Math.max(isSmall ? 1 : 0, bytes / (isSmall ? KILOBYTE : KILOBYTE * KILOBYTE)));
};

/** What the server takes in no name: of a path, for a terminal, half characters, and what shows a name in another order. */
const NOT_IN_A_NAME = /[/\\\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;
const ENDING = /\.[a-z\d]{1,5}$/i;

/** The name of a file as it may be sent: its ending stays where it has to be cut. */
export const sendableName = (name: string): string => {
  const clean = name.replace(NOT_IN_A_NAME, '_').trim();
  if (/^\.*$/.test(clean)) return 'file';
  const ending = ENDING.exec(clean)?.[0] ?? '';
  const stem = clean.slice(0, clean.length - ending.length).slice(0, VISIT_FILE_NAME_LENGTH - ending.length);
  // Not between the halves of a character outside the basic plane.
  return `${stem.replace(/[\uD800-\uDBFF]$/, '')}${ending}`;
};
