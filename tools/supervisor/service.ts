/** One thing that a {@link Supervisor} keeps running: a process, or the embedded PostgreSQL. */
export type Service = {
  readonly name: string;
  /**
   * Starts it once; resolves when it is ready. Rejects, with the reason for a person to read, when it ends before that
   * or `signal` is aborted, and leaves nothing running then.
   */
  start(context: { log: (line: string) => void; signal: AbortSignal }): Promise<RunningService>;
};

export type RunningService = {
  /** Resolves with the reason when it has ended, asked or not. */
  readonly ended: Promise<string>;
  /** Ends it, by force if need be; resolves when it has ended. */
  stop(): Promise<void>;
};
