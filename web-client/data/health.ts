import type { z } from 'zod';
import type { Readiness as ReadinessShape } from '#contracts/health.ts';
import { RequestError } from './request.ts';

export type Readiness = z.infer<typeof ReadinessShape>;

/** What is up, degraded or down. Answers with 503 when something is down, with the same body. */
export const readReadiness = async (): Promise<Readiness> => {
  const response = await fetch('/readyz', { signal: AbortSignal.timeout(8_000) }).catch(() => {
    throw new RequestError('offline', 'the server could not be reached');
  });
  return (await response.json()) as Readiness;
};
