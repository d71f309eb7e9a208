import { decodeDataPoint } from '#ingest/data-point/decode-data-point.ts';
import { splitDataPoints } from '#ingest/data-point/split-data-points.ts';
import { decode } from '#ingest/decode.ts';
import { isRejection } from '#ingest/rejection.ts';
import { isRecord } from '#ingest/validate.ts';

type Element = Record<string, unknown>;

export type Message = {
  /** The reading as a device would have sent it, or what there is of it. */
  element: Element | null;
  /** The sender's name for whose it is, where a webhook's data point says. */
  externalUserId: string | null;
};

/** What is longer is read by nobody: the longest reading that devices may send, with its 512 heart beats, has a quarter. */
export const MAX_MESSAGE_BYTES = 16_384;

const NOTHING: Message = { element: null, externalUserId: null };

/**
 * What a held message says, as ingest reads it: a reading, or a webhook's data point. Nothing where it is no single
 * reading, or a Bluetooth frame, whose bytes alone do not say what they are.
 */
export const readMessage = (payload: Uint8Array): Message => {
  if (payload.length > MAX_MESSAGE_BYTES) return NOTHING;
  const decoded = decode(payload);
  const points = splitDataPoints(payload);
  if (isRejection(decoded) || isRejection(points) || decoded.elements.length !== 1) return NOTHING;
  const [sent] = decoded.elements;
  if (!isRecord(sent)) return NOTHING;
  const externalUserId = points[0]?.externalUserId ?? null;
  if (!isDataPoint(sent)) return { element: sent, externalUserId };
  const point = decodeDataPoint(payload);
  return { element: isRejection(point) ? null : (point.element ?? null), externalUserId };
};

/** No reading has any of these, and no data point says itself of what kind it is. */
const isDataPoint = (sent: Element): boolean =>
  !('kind' in sent) && ('header' in sent || 'body' in sent || 'reading' in sent);
