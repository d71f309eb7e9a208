import { AppError, toWireIssues, type Result } from '#contracts/errors.ts';
import {
  realtimeRequests,
  type RealtimeRequest,
  type RealtimeRequestName,
  type RealtimeResponse,
} from '#contracts/realtime.ts';
import type { SignedIn } from '../access.ts';
import { toAppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { createRateLimit } from './rate-limit.ts';
import type { RealtimeSocket } from './socket.ts';

export type Handlers = {
  [N in RealtimeRequestName]: (actor: SignedIn, request: RealtimeRequest<N>) => Promise<RealtimeResponse<N>>;
};

type Answer = (result: Result<unknown>) => void;

export type RequestContext = {
  /** The person behind the socket, read anew for each request. */
  readActor: () => Promise<SignedIn | null>;
  log: Logger;
};

/**
 * The one way in for requests: name, rate, session and shape are checked in this order, and each request that can be
 * answered gets exactly one `Result`.
 */
export const handleRequests = (
  socket: RealtimeSocket,
  handlers: Handlers,
  { readActor, log }: RequestContext,
): void => {
  const isAllowed = createRateLimit();
  const run = async (name: string, request: unknown): Promise<unknown> => {
    if (!isKnown(name)) throw new AppError('invalid', 'there is no such request');
    if (!isAllowed()) throw new AppError('rate_limited', 'too many requests; try again in a moment');
    const actor = await readActor();
    if (actor === null) {
      socket.disconnect(true);
      throw new AppError('unauthenticated', 'sign in first');
    }
    return dispatch(handlers, name, actor, request);
  };
  socket.onAny((name: string, ...args: unknown[]) => {
    const answer = args.at(-1);
    if (!isAnswer(answer)) return;
    const request: unknown = args.length === 2 ? args[0] : undefined;
    run(name, request).then(
      (data) => {
        answer({ ok: true, data });
      },
      (error: unknown) => {
        answer({ ok: false, error: toAppError(error, log, `realtime ${isKnown(name) ? name : 'unknown'}`).toWire() });
      },
    );
  });
};

const isAnswer = (value: unknown): value is Answer => typeof value === 'function';

const isKnown = (name: string): name is RealtimeRequestName => Object.hasOwn(realtimeRequests, name);

const dispatch = <N extends RealtimeRequestName>(
  handlers: Handlers,
  name: N,
  actor: SignedIn,
  request: unknown,
): Promise<RealtimeResponse<N>> => {
  const parsed = realtimeRequests[name].request.safeParse(request);
  if (!parsed.success) throw new AppError('invalid', 'the request is not valid', toWireIssues(parsed.error));
  // The schema of `name` made it a request of `name`, which TypeScript cannot follow through the table.
  return handlers[name](actor, parsed.data as RealtimeRequest<N>);
};
