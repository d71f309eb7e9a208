/** Runs `work` while holding a lock file; two processes take turns. */
export declare const withLock: <T>(file: string, work: () => T | Promise<T>) => Promise<T>;
