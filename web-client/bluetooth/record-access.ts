/**
 * Asks a glucose meter for its stored results, over the Record Access Control Point (Glucose Service 1.0.1, 3.4; Glucose
 * Profile 1.0.1, 4.6). The results themselves come as notifications; here are the question and how it ended.
 */
const OP_CODE = { report: 0x01, response: 0x06 } as const;
const OPERATOR = { none: 0x00, all: 0x01, greaterOrEqual: 0x03, last: 0x06 } as const;
const FILTER_SEQUENCE = 0x01;
const SUCCESS = 0x01;
const NO_RECORDS = 0x06;
/** Op code, operator or operand that this meter does not know. */
const UNSUPPORTED: readonly number[] = [0x02, 0x04, 0x09];

export type RecordRequest = Uint8Array<ArrayBuffer>;

export const reportAll = (): RecordRequest => Uint8Array.of(OP_CODE.report, OPERATOR.all);
export const reportLast = (): RecordRequest => Uint8Array.of(OP_CODE.report, OPERATOR.last);
/** Results with this sequence number and later ones; the number has 16 bits, the lower half first. */
export const reportFrom = (sequence: number): RecordRequest =>
  Uint8Array.of(OP_CODE.report, OPERATOR.greaterOrEqual, FILTER_SEQUENCE, sequence & 0xff, sequence >> 8);

export type RecordOutcome = 'complete' | 'none' | 'unsupported' | 'failed';

/** How a report ended, or null where the bytes say something else: `06 00 01 01` is complete. */
export const parseOutcome = (bytes: Uint8Array): RecordOutcome | null => {
  const [opCode, operator, about, value] = bytes;
  if (opCode !== OP_CODE.response || operator !== OPERATOR.none || about !== OP_CODE.report) return null;
  if (value === SUCCESS) return 'complete';
  if (value === NO_RECORDS) return 'none';
  return value !== undefined && UNSUPPORTED.includes(value) ? 'unsupported' : 'failed';
};

/** The sequence number of a result (0x2A18): the two bytes behind the flags. Null where the frame is too short. */
export const sequenceOf = (frame: Uint8Array): number | null => {
  const [, low, high] = frame;
  return low === undefined || high === undefined ? null : low | (high << 8);
};

/**
 * Asks until one question is understood. The first time only for the last result: older ones may be somebody else's.
 * Later from the last one known on, that one included: where the meter has none from there on it began to count anew, and
 * all it has is new.
 */
export const readRecords = async (
  ask: (request: RecordRequest) => Promise<RecordOutcome>,
  lastSequence: number | null,
): Promise<RecordOutcome> => {
  const first = lastSequence === null ? reportLast() : reportFrom(lastSequence);
  const outcome = await ask(first);
  const isAnswered = outcome === 'complete' || outcome === 'failed' || (outcome === 'none' && lastSequence === null);
  return isAnswered ? outcome : ask(reportAll());
};
