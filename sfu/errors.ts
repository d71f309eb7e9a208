import { errors } from 'mediasoup';
import { AppError } from '#contracts/errors.ts';
import type { Logger } from './log.ts';

/**
 * What the other side may see of any error. mediasoup's own checks (`ortc`, the worker's request parser) throw a
 * TypeError for parameters that make no sense, a WorkerClosedError when the worker is gone.
 */
export const toAppError = (error: unknown, log: Logger, where: string): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof TypeError || error instanceof errors.UnsupportedError) {
    log.warn({ where, kind: error.name }, 'refused by the media engine');
    return new AppError('invalid', 'the media engine does not accept these parameters');
  }
  if (error instanceof errors.WorkerClosedError || error instanceof errors.NotFoundError) {
    return new AppError('unavailable', 'this room is closing; join again');
  }
  log.error({ where, err: error }, 'failed');
  return new AppError('internal', 'something went wrong on our side');
};
