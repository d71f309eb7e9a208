import { z } from 'zod';

export const ERROR_CODES = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'rate_limited',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What is wrong with one field: a path such as `systolic` and a sentence; never the value itself. */
export const WireIssue = z.strictObject({ path: z.string(), message: z.string() });

export const WireError = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  issues: z.array(WireIssue).optional(),
});
export type WireError = z.infer<typeof WireError>;

/** Body of every HTTP error answer. */
export const ErrorBody = z.strictObject({ error: WireError });

/** An error that may be shown to the caller as it is. Anything else that is thrown reaches the outside as `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly issues: readonly z.infer<typeof WireIssue>[] | undefined;

  constructor(code: ErrorCode, message: string, issues?: readonly z.infer<typeof WireIssue>[]) {
    super(message);
    this.code = code;
    this.issues = issues;
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, ...(this.issues ? { issues: [...this.issues] } : {}) };
  }
}

/** zod's issues as the wire carries them: path and sentence, without the rejected value. */
export const toWireIssues = (error: z.ZodError): z.infer<typeof WireIssue>[] =>
  error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));

/** Every socket request is answered by exactly one of these (an Error object would arrive as `{}`). */
export type Result<T> = { ok: true; data: T } | { ok: false; error: WireError };
