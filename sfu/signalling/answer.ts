import { AppError, toWireIssues, type Result } from '#contracts/errors.ts';
import { mediaRequests, type MediaRequest, type MediaRequestName, type MediaResponse } from '#contracts/media.ts';
import { toAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { RequestBudget } from './request-budget.ts';

/** One function for each request of the contract. */
export type RequestHandlers = {
  [N in MediaRequestName]: (request: MediaRequest<N>) => MediaResponse<N> | Promise<MediaResponse<N>>;
};

const isRequestName = (name: string): name is MediaRequestName => Object.hasOwn(mediaRequests, name);

const run = async (name: string, args: readonly unknown[], handlers: RequestHandlers): Promise<unknown> => {
  if (!isRequestName(name)) throw new AppError('invalid', 'there is no such request');
  if (args.length !== 1) throw new AppError('invalid', 'a request is one object');
  const parsed = mediaRequests[name].request.safeParse(args[0]);
  if (!parsed.success) throw new AppError('invalid', 'the request is malformed', toWireIssues(parsed.error));
  // The schema of this very name has accepted it: TypeScript cannot follow a name through two tables.
  return handlers[name](parsed.data as never);
};

/** Validates and runs one request, whatever was sent, and makes exactly one `Result` of it. */
export const answer = async (
  name: string,
  args: readonly unknown[],
  { handlers, budget, log }: { handlers: RequestHandlers; budget: RequestBudget; log: Logger },
): Promise<Result<unknown>> => {
  try {
    if (!budget.spend(Date.now())) throw new AppError('rate_limited', 'too many requests; slow down');
    return { ok: true, data: await run(name, args, handlers) };
  } catch (error) {
    return { ok: false, error: toAppError(error, log, name).toWire() };
  }
};
