import { and, asc, gt } from 'drizzle-orm';
import { z } from 'zod';
import { DeviceId, type DeviceList } from '#contracts/device.ts';
import type { Page } from '#contracts/ids.ts';
import { devices } from '#database/schema/index.ts';
import type { SignedIn } from '../../access.ts';
import { cutPage, decodeCursor } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { maySeeDevice } from './access.ts';
import { toDevices } from './to-device.ts';

const Keys = z.tuple([DeviceId]);

export const listDevices = async ({ db }: Deps, actor: SignedIn, { cursor, limit }: Page): Promise<DeviceList> => {
  const [after] = cursor === undefined ? [''] : decodeCursor(cursor, Keys);
  const rows = await db
    .select()
    .from(devices)
    .where(and(maySeeDevice(actor), gt(devices.id, after)))
    .orderBy(asc(devices.id))
    .limit(limit + 1);
  const { page, nextCursor } = cutPage(rows, limit, ({ id }) => [id]);
  return { devices: await toDevices(db, actor, page), nextCursor };
};
