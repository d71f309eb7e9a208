import { OUTSIDE_CHANNELS } from '#contracts/channel.ts';
import type { Database } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { notificationEndpoints, notificationSettings } from '#database/schema/index.ts';
import { DEMO_STAFF } from './people.ts';

/** From the range that is kept free for stories (China has none for mobiles). */
const DOCTORS_PHONE = '+12025550123';

/** All channels are on; every clinician gets mail, and the first doctor an SMS, so that there is something to see. */
export const seedNotifications = async (db: Database, now: Date, staff: ReadonlyMap<string, string>): Promise<void> => {
  await db
    .insert(notificationSettings)
    .values({ channels: [...OUTSIDE_CHANNELS], mayCarryDetails: false, changedAt: now })
    .onConflictDoNothing();
  const shared = { createdAt: now, verifiedAt: now, locale: 'zh-CN' } as const;
  const clinicians = DEMO_STAFF.flatMap(({ key, email, profession }) => {
    const userId = staff.get(key);
    return userId === undefined || profession === null ? [] : [{ userId, email }];
  });
  await db.insert(notificationEndpoints).values(
    clinicians.map(({ userId, email }) => ({
      ...{ id: newId(), userId, channel: 'mail' as const, address: email, label: email },
      ...shared,
    })),
  );
  const [doctor] = clinicians;
  if (doctor === undefined) return;
  await db.insert(notificationEndpoints).values({
    ...{ id: newId(), userId: doctor.userId, channel: 'sms', address: DOCTORS_PHONE, label: DOCTORS_PHONE },
    ...shared,
  });
};
