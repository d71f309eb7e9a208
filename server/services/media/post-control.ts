import { CONTROL_PATH, ControlAnswer, type ControlCommand } from '#contracts/media.ts';
import type { ServerConfig } from '../../config.ts';
import type { MediaNode } from './choose-node.ts';
import { signControlToken } from './tokens.ts';

const TIMEOUT_MS = 2_000;

/**
 * `done`; `refused` where the node understood and will not, whatever is repeated; `unanswered` where nobody is there, or
 * the node is not able to just now.
 */
export type ControlOutcome = 'done' | 'refused' | 'unanswered';

/** Refusals that a new token, or patience, can turn into an answer. */
const WORTH_REPEATING = new Set([401, 408, 425, 429]);

/** One signed `POST /control`. */
export const postControl = async (
  config: ServerConfig,
  node: MediaNode,
  command: ControlCommand,
): Promise<ControlOutcome> => {
  const body = await signControlToken(config, node.id, command);
  try {
    const response = await fetch(new URL(CONTROL_PATH, node.controlUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok && ControlAnswer.safeParse(answer).success) return 'done';
    return response.status >= 400 && response.status < 500 && !WORTH_REPEATING.has(response.status)
      ? 'refused'
      : 'unanswered';
  } catch {
    return 'unanswered';
  }
};
