/** Where the media worker of this checkout lives in the user's cache directory. */
export declare const cachedWorkerPath: (mediasoupPackage: string, env?: NodeJS.ProcessEnv) => string;
