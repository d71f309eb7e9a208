import { inArray } from 'drizzle-orm';
import type { NextCall } from '#contracts/alert.ts';
import { users } from '#database/schema/index.ts';
import { advance } from '#models/escalation/advance.ts';
import type { SignedIn } from '../../access.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { requireAlert } from '../alerts/require-alert.ts';
import { loadEscalatingClinic } from './load-clinic.ts';
import { loadWaitingAlert } from './waiting-alerts.ts';

/** Whom somebody who escalates would call at this instant, by the same rule that calls; nothing is called by asking. */
export const readNextCall = async ({ db }: Deps, actor: SignedIn, alertId: string): Promise<NextCall> => {
  await requireAlert(db, actor, alertId, 'treat');
  return db.transaction(
    async (tx) => {
      const now = await databaseNow(tx);
      const alert = await loadWaitingAlert(tx, alertId);
      const { policies, directory } = await loadEscalatingClinic(tx, now);
      const policy = alert && policies.get(alert.severity);
      if (alert === undefined || policy === undefined) throw new Error('every alert has a policy');
      const { moves } = advance(policy.tiers, alert, now.getTime(), directory, true);
      // Tiers of which nobody is there are passed over.
      const called = moves.find((move) => move.kind === 'call' && move.people.length > 0);
      if (called?.kind !== 'call') return { people: [] };
      const people = await tx
        .select({ userId: users.id, name: users.name })
        .from(users)
        .where(inArray(users.id, called.people))
        .orderBy(users.name);
      return { people };
    },
    { accessMode: 'read only' },
  );
};
