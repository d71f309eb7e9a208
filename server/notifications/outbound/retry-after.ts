import type { Answer } from './post.ts';

/** What `Retry-After` asks for (RFC 9110: seconds, or a date), in ms; null where it asks for nothing. */
export const retryAfterMs = ({ headers }: Pick<Answer, 'headers'>, now: Date): number | null => {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
};
