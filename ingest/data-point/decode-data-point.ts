import { decode } from '../decode.ts';
import { isRejection, type Rejection } from '../rejection.ts';
import { isRecord } from '../validate.ts';
import { mapOpenMHealth, type Mapped } from './open-mhealth.ts';

/** Both forms of a data point: Open mHealth's `{header, body}`, and `{userId, reading}` with a reading of ours. */
export const decodeDataPoint = (bytes: Uint8Array): Mapped | Rejection => {
  const decoded = decode(bytes);
  if (isRejection(decoded)) return decoded;
  const [point] = decoded.elements;
  if (decoded.elements.length !== 1 || !isRecord(point)) return NEITHER;
  const { header, body, reading } = point;
  if (isRecord(reading) && header === undefined && body === undefined) return { element: reading, rejection: null };
  return isRecord(header) && isRecord(body) ? mapOpenMHealth(header, body) : NEITHER;
};

const NEITHER: Rejection = {
  reason: 'wrong-shape',
  detail: 'data point: neither {header, body} of Open mHealth nor {userId, reading}',
};
