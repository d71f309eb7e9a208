import { eq, sql } from 'drizzle-orm';
import type { Transaction } from '#database/client.ts';
import { notificationEndpoints } from '#database/schema/index.ts';

/** Something got through. */
export const markReached = async (tx: Transaction, endpointId: string): Promise<void> => {
  await tx
    .update(notificationEndpoints)
    .set({ lastSuccessAt: sql`now()`, failingSince: null, lastError: null })
    .where(eq(notificationEndpoints.id, endpointId));
};

/** Something did not. `error` is a code, such as `HTTP 503`. */
export const markFailing = async (tx: Transaction, endpointId: string, error: string): Promise<void> => {
  await tx
    .update(notificationEndpoints)
    .set({
      lastFailureAt: sql`now()`,
      failingSince: sql`coalesce(${notificationEndpoints.failingSince}, now())`,
      lastError: error,
    })
    .where(eq(notificationEndpoints.id, endpointId));
};
