import { Reading } from '#contracts/reading.ts';
import type { QuarantineRow } from './access.ts';
import { readMessage } from './read-message.ts';

/** What a device numbers its messages by is no part of the measurement. */
const NOT_MEASURED = new Set(['messageId', 'seq']);

const KNOWN_FIELDS: ReadonlySet<string> = new Set(Reading.options.flatMap((kind) => Object.keys(kind.shape)));

/**
 * Names of the fields in which a released reading differs from what had come, for the audit log; `all` where what came
 * could not be read. Never the values. Worked example: mg/dL that were mmol/L, sent by a fast clock: `measuredAt`,
 * `unit`.
 */
export const findCorrected = ({ payload }: Pick<QuarantineRow, 'payload'>, reading: Reading): string[] => {
  const sent = readMessage(payload).element;
  if (sent === null) return ['all'];
  const released: Record<string, unknown> = { ...reading };
  const differing = [...Object.keys(sent), ...Object.keys(released)]
    .filter((name) => !NOT_MEASURED.has(name) && JSON.stringify(sent[name]) !== JSON.stringify(released[name]))
    // A name that no reading has could say anything.
    .map((name) => (KNOWN_FIELDS.has(name) ? name : 'unknown'));
  return [...new Set(differing)].toSorted();
};
