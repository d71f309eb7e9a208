import type { AddVisitText, VisitEntry } from '#contracts/visit-chat.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { countUse, RateLimitError } from '../../rate-limit.ts';
import { addEntry } from './add-entry.ts';

/** Nobody types faster; a page that sends the same over and over does. */
const LIMIT = { max: 60, windowMs: 60_000 };

/** Words in a visit. They stand in its chat and in the news of it, and not in the audit log. */
export const addVisitText = async (
  deps: Deps,
  actor: SignedIn,
  consultationId: string,
  { text, clientId }: AddVisitText,
): Promise<VisitEntry> => {
  const waitS = await countUse(deps.db, { key: `visit-text:${actor.userId}`, ...LIMIT });
  if (waitS !== null) throw new RateLimitError(waitS, 'too many messages; try again in a moment');
  return addEntry(deps, actor, {
    ...{ consultationId, clientId, content: { text } },
    isSame: (stored) => stored.text === text,
    detail: { kind: 'text' },
  });
};
