import { hashPassword } from 'better-auth/crypto';
import type { CARE_TEAM_ROLES } from '#contracts/patient.ts';
import type { Role } from '#contracts/user.ts';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { accounts, users } from '#database/schema/index.ts';
import { recordAudit } from '../audit.ts';

export type NewUser = {
  name: string;
  email: string;
  password: string;
  role: Role;
  /** For a clinician. */
  profession?: (typeof CARE_TEAM_ROLES)[number];
};

/**
 * Creates a person who signs in with a password; answers with their id. There is no sign-up: whoever installs the clinic
 * creates the first users with this, and no route leads here.
 */
export const createUser = async (
  db: Database,
  { name, email, password, role, profession }: NewUser,
): Promise<string> => {
  const id = newId();
  const hash = await hashPassword(password);
  await db.transaction(async (tx) => {
    await tx.insert(users).values({
      id,
      name,
      email: email.toLowerCase(),
      emailVerified: true,
      role,
      profession: profession ?? null,
    });
    await tx.insert(accounts).values({ accountId: id, providerId: 'credential', userId: id, password: hash });
    await recordAudit(tx, {
      actor: { type: 'system', id: 'installation' },
      at: new Date(),
      action: 'user:created',
      patientId: null,
      subjectType: 'user',
      subjectId: id,
      detail: { role },
    });
  });
  return id;
};
