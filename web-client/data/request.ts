import type { ErrorBody, ErrorCode, WireError } from '#contracts/errors.ts';
import type { z } from 'zod';

/** `offline`: the server could not be reached at all; nothing is known about what it did. */
export type FailureCode = ErrorCode | 'offline';

/** Every request that does not work throws this, so that pages have one thing to show. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: FailureCode;
  readonly issues: NonNullable<WireError['issues']>;

  constructor(code: FailureCode, message: string, issues: NonNullable<WireError['issues']> = []) {
    super(message);
    this.code = code;
    this.issues = issues;
  }
}

/** The failure's code, whatever was thrown. */
export const failureCode = (error: unknown): FailureCode => (error instanceof RequestError ? error.code : 'internal');

const PATIENCE_MS = 15_000;
/** Ten megabytes on a line of 512 kbit/s take 164 s. */
const FILE_PATIENCE_MS = 300_000;

/** Fires `ended` when the server says that nobody is signed in any more. */
export const sessionEvents = new EventTarget();

const errorOf = async (response: Response): Promise<RequestError> => {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as z.infer<typeof ErrorBody>;
    return new RequestError(error.code, error.message, error.issues ?? []);
  } catch {
    // Not our server's answer: a proxy's page, or nothing.
    return new RequestError(response.status >= 500 ? 'unavailable' : 'internal', `HTTP ${response.status}`);
  }
};

type Content = { type: string; body: BodyInit };
type Sending = { patienceMs?: number; /** At most 64 KiB. */ outlivesPage?: boolean };

const send = async (
  method: string,
  path: string,
  content: Content | null,
  { patienceMs = PATIENCE_MS, outlivesPage = false }: Sending = {},
): Promise<Response> => {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      keepalive: outlivesPage,
      signal: AbortSignal.timeout(patienceMs),
      ...(content === null ? {} : { headers: { 'content-type': content.type }, body: content.body }),
    });
  } catch {
    throw new RequestError('offline', 'the server could not be reached');
  }
};

const answerOf = async <T>(response: Response): Promise<T> => {
  if (!response.ok) {
    const error = await errorOf(response);
    if (error.code === 'unauthenticated') sessionEvents.dispatchEvent(new Event('ended'));
    throw error;
  }
  return (response.status === 204 ? undefined : await response.json()) as T;
};

/**
 * One request. The answer is what the contract says: the server checks it as it sends it, so nothing is checked twice. Where
 * that is nothing (204), as after signing out, `T` is `undefined`.
 */
export const request = async <T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
  sending: Pick<Sending, 'outlivesPage'> = {},
): Promise<T> => {
  const content = body === undefined ? null : { type: 'application/json', body: JSON.stringify(body) };
  return answerOf(await send(method, path, content, sending));
};

/** Hands over a file's bytes; what they are, the server sees for itself. */
export const sendFile = async <T>(path: string, file: Blob): Promise<T> =>
  answerOf(
    await send('POST', path, { type: 'application/octet-stream', body: file }, { patienceMs: FILE_PATIENCE_MS }),
  );

/** `?a=1&b=2` of what is given; what is undefined is left out. */
export const queryString = (values: Record<string, string | number | undefined>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
};
