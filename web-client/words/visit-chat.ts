import { msg, str } from '@lit/localize';
import type { VisitEntry } from '#contracts/visit-chat.ts';
import { FILES_PER_VISIT, VISIT_FILE_BYTES } from '#contracts/visit-chat-limits.ts';
import type { Unsent } from '../controllers/visit-chat.ts';
import type { FailureCode } from '../data/request.ts';
import { sizeText } from '../format/file.ts';
import { failureWords } from './failure.ts';

/** Who wrote it, for whoever reads it: one's own side is said, and not only shown by its place. */
export const authorWords = (
  { authorName, authorRole }: Pick<VisitEntry, 'authorName' | 'authorRole'>,
  viewer: VisitEntry['authorRole'],
): { name: string; side: string | null } => {
  if (authorRole === 'patient')
    return viewer === 'patient' ? { name: msg('You'), side: null } : { name: authorName, side: msg('Patient') };
  return { name: authorName, side: msg('Care team') };
};

/** Why a file is not even sent; null where it may be. */
export const fileProblem = (file: Pick<File, 'size'>, filesSoFar: number): string | null => {
  if (filesSoFar >= FILES_PER_VISIT)
    return msg(str`This visit has ${FILES_PER_VISIT} files already. It takes no more.`);
  if (file.size > VISIT_FILE_BYTES)
    return msg(str`This file is too large. A file may have at most ${sizeText(VISIT_FILE_BYTES)}.`);
  return null;
};

/** Would the same file be refused again? */
export const isRefusedForGood = ({ kind, failure }: Pick<Unsent, 'kind' | 'failure'>): boolean =>
  kind === 'file' && failure === 'invalid';

/** Why something was not sent. */
export const unsentWords = (kind: Unsent['kind'], failure: FailureCode): string => {
  if (failure === 'conflict')
    return kind === 'text'
      ? msg('The visit is over: nothing more can be sent.')
      : msg('The visit is over, or it takes no more files.');
  if (kind === 'file' && failure === 'invalid')
    return msg('Only pictures (JPEG, PNG, WebP) and PDF files can be sent.');
  return failureWords(failure);
};
