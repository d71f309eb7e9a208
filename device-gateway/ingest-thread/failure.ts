import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';
import type { Failure } from './messages.ts';

/** An error as it crosses threads: its class would be lost. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof StorageUnavailableError) return { awayCode: error.code };
  const { name, message, stack } = error instanceof Error ? error : new Error('commit failed');
  return { name, message, stack };
};

export const errorOf = (failure: Failure): Error => {
  if ('awayCode' in failure) return new StorageUnavailableError(failure.awayCode);
  return Object.assign(new Error(failure.message), { name: failure.name, stack: failure.stack });
};
