import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { AppError } from '#contracts/errors.ts';
import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';
import { causeCode, isConstraint, toAppError } from '#server/errors.ts';

const shown = (error: unknown) => {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  return { error: toAppError(error, log, 'GET /x').toWire(), log: lines.join('') };
};
const databaseError = (code: string) =>
  new Error('Failed query: insert … params: Li Wei,192.25', { cause: Object.assign(new Error('Li Wei'), { code }) });

describe('what leaves the server of an error', () => {
  it('is the error itself where it was meant for the caller', () => {
    expect(shown(new AppError('conflict', 'somebody was first'))).toEqual({
      error: { code: 'conflict', message: 'somebody was first' },
      log: '',
    });
  });

  it('is nothing of a failed query, to the caller or the log, but its SQLSTATE', () => {
    const { error, log } = shown(databaseError('23505'));
    expect(error).toEqual({ code: 'internal', message: 'something went wrong on our side' });
    expect(log).toContain('23505');
    expect(log).not.toMatch(/Li Wei|192\.25|Failed query/);
  });

  it('says when to try again, and when it is no use', () => {
    for (const error of [databaseError('ECONNREFUSED'), databaseError('57P01'), new StorageUnavailableError('53100')]) {
      expect(shown(error).error.code).toBe('unavailable');
    }
    expect(shown(databaseError('22021')).error.code).toBe('invalid');
    expect(shown('a thrown text').error.code).toBe('internal');
  });
});

it('finds the code and the constraint below the layers that wrap them', () => {
  const error = new Error('outer', {
    cause: Object.assign(new Error('inner'), { code: '23P01', constraint_name: 'no_overlap' }),
  });
  expect(causeCode(error)).toBe('23P01');
  expect(isConstraint(error, 'no_overlap')).toBe(true);
  expect(isConstraint(error, 'another')).toBe(false);
});
