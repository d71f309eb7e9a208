import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from './people.ts';

export type InsistentAnswer = {
  status: number;
  body: string;
  /** How often no answer came, or that the service was not available: the change may have been made all the same. */
  lost: number;
};

type Request = { method: 'POST' | 'PUT'; path: string; body?: unknown };

const RETRY_MS = 250;
const ANSWER_WITHIN_MS = 10_000;
const INSISTS_FOR_MS = 120_000;

/** Asks one server after the other, as a page does whose requests fail, until one of them answers. */
export const insist = async (
  urls: readonly string[],
  { cookie }: Person,
  { method, path, body }: Request,
): Promise<InsistentAnswer> => {
  const end = Date.now() + INSISTS_FOR_MS;
  for (let lost = 0; Date.now() < end; lost += 1) {
    try {
      const answer = await fetch(`${urls[lost % urls.length] ?? ''}${path}`, {
        method,
        headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      const text = await answer.text();
      if (answer.status !== 503) return { status: answer.status, body: text, lost };
    } catch {
      // Nobody is there, or ended before it had answered.
    }
    await sleep(RETRY_MS);
  }
  throw new Error(`${method} ${path} was not answered within ${INSISTS_FOR_MS} ms`);
};
