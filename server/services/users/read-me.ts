import { eq } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { Me } from '#contracts/user.ts';
import { patients, users } from '#database/schema/index.ts';
import type { Deps } from '../../deps.ts';

/** The signed-in person as their own page shows them. */
export const readMe = async ({ db }: Pick<Deps, 'db'>, userId: string): Promise<Me> => {
  const [me] = await db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      profession: users.profession,
      patientId: patients.id,
    })
    .from(users)
    .leftJoin(patients, eq(patients.userId, users.id))
    .where(eq(users.id, userId));
  if (me === undefined) throw new AppError('not_found', 'no such person');
  return me;
};
