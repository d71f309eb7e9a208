import type { ConsultationState } from './consultation.ts';

/** While a visit is in one of these states, both sides write; before, nobody has come, and afterwards it is only read. */
export const CHAT_STATES = ['checked_in', 'admitted', 'in_progress'] as const satisfies readonly ConsultationState[];

/** In characters of JavaScript, as a text field counts them. */
export const VISIT_TEXT_LENGTH = 2_000;

/** With its ending; in characters of JavaScript. */
export const VISIT_FILE_NAME_LENGTH = 120;

/** The largest file: a photograph of a telephone, or a report of some pages. Bytes */
export const VISIT_FILE_BYTES = 10 * 1024 * 1024;

/** Of both sides together. */
export const FILES_PER_VISIT = 20;

/** What a file may be, by its content, and how its name then ends; the first ending is given to a name that has none of them. */
export const VISIT_FILE_ENDINGS = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
} as const;
export const VISIT_FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf'] as const;
export type VisitFileType = (typeof VISIT_FILE_TYPES)[number];
