import type { OutsideChannel } from '#contracts/channel.ts';
import type { Database, Transaction } from '#database/client.ts';
import { notificationSettings } from '#database/schema/index.ts';

export type Settings = {
  channels: readonly OutsideChannel[];
  mayCarryDetails: boolean;
  changedAt: Date | null;
  changedBy: string | null;
};

/** Until somebody decides: what needs no gateway, and nothing about a patient in it. */
const UNDECIDED: Settings = { channels: ['push', 'mail'], mayCarryDetails: false, changedAt: null, changedBy: null };

/** What the clinic lets leave it now, and by which ways. */
export const readSettings = async (db: Database | Transaction): Promise<Settings> => {
  const [row] = await db
    .select({
      channels: notificationSettings.channels,
      mayCarryDetails: notificationSettings.mayCarryDetails,
      changedAt: notificationSettings.changedAt,
      changedBy: notificationSettings.changedBy,
    })
    .from(notificationSettings);
  return row ?? UNDECIDED;
};
