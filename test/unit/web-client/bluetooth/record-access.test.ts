import { describe, expect, it } from 'vitest';
import {
  parseOutcome,
  readRecords,
  reportAll,
  reportFrom,
  reportLast,
  sequenceOf,
  type RecordOutcome,
} from '#web-client/bluetooth/record-access.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('a question to a glucose meter', () => {
  it('is written as the Glucose Service says', () => {
    expect(hex(reportAll())).toBe('0101');
    expect(hex(reportLast())).toBe('0106');
    expect(hex(reportFrom(0x1234))).toBe('0103013412');
    expect(hex(reportFrom(0))).toBe('0103010000');
    expect(hex(reportFrom(65_535))).toBe('010301ffff');
  });

  it.each([
    ['06 00 01 01', 'complete'],
    ['06 00 01 06', 'none'],
    ['06 00 01 02', 'unsupported'],
    ['06 00 01 04', 'unsupported'],
    ['06 00 01 09', 'unsupported'],
    ['06 00 01 08', 'failed'],
    ['06 00 01', 'failed'],
    // A count of records, the answer to an abort, nothing.
    ['05 00 03 00', null],
    ['06 00 03 01', null],
    ['', null],
  ])('is answered by %s: %s', (answer, outcome) => {
    expect(parseOutcome(bytes(answer))).toBe(outcome);
  });
});

it('knows a result’s sequence number, and that a frame may be too short for one', () => {
  expect(sequenceOf(bytes('03 34 12 e7 07'))).toBe(0x1234);
  expect(sequenceOf(bytes('03 34'))).toBeNull();
});

describe('reading a meter’s memory', () => {
  const asked = async (lastSequence: number | null, answers: Record<string, RecordOutcome>) => {
    const questions: string[] = [];
    const outcome = await readRecords((request) => {
      questions.push(hex(request));
      return Promise.resolve(answers[hex(request)] ?? 'failed');
    }, lastSequence);
    return { questions, outcome };
  };

  it('asks a new meter for its last result only: older ones may be somebody else’s', async () => {
    expect(await asked(null, { '0106': 'complete' })).toEqual({ questions: ['0106'], outcome: 'complete' });
    expect(await asked(null, { '0106': 'none' })).toEqual({ questions: ['0106'], outcome: 'none' });
  });

  it('asks a known meter from the last result on that is kept', async () => {
    expect(await asked(7, { '0103010700': 'complete' })).toEqual({ questions: ['0103010700'], outcome: 'complete' });
  });

  it('asks for everything where a known meter counts anew', async () => {
    const answers = { '0103010700': 'none', '0101': 'complete' } as const;
    expect(await asked(7, answers)).toEqual({ questions: ['0103010700', '0101'], outcome: 'complete' });
  });

  it('asks for everything where the meter does not understand the question', async () => {
    expect(await asked(null, { '0106': 'unsupported', '0101': 'complete' })).toMatchObject({ outcome: 'complete' });
    expect(await asked(7, { '0103010700': 'unsupported', '0101': 'none' })).toMatchObject({ outcome: 'none' });
  });

  it('does not go on where the meter failed', async () => {
    expect(await asked(7, { '0103010700': 'failed' })).toEqual({ questions: ['0103010700'], outcome: 'failed' });
  });
});
