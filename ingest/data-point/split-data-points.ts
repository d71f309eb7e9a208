import { ExternalUserId } from '#contracts/intake.ts';
import { decode } from '../decode.ts';
import { isRejection, type Rejection } from '../rejection.ts';
import { isRecord } from '../validate.ts';

/** One data point of a document: its bytes as they came, and the sender's name for whose it is. */
export type DataPoint = { bytes: Uint8Array; externalUserId: string | null };

/** One data point or an array of up to 500. What is not JSON, or too long, is refused as a whole. */
export const splitDataPoints = (bytes: Uint8Array): DataPoint[] | Rejection => {
  const decoded = decode(bytes);
  if (isRejection(decoded)) return decoded;
  return decoded.elements.map((point, index) => ({
    bytes: decoded.bytesOf(index),
    externalUserId: userOf(point),
  }));
};

/** Null where it names nobody that could be linked. */
const userOf = (point: unknown): string | null => {
  if (!isRecord(point)) return null;
  const { header } = point;
  const user = ExternalUserId.safeParse(isRecord(header) ? header['user_id'] : point['userId']);
  return user.success ? user.data : null;
};
