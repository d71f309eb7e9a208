/** Fetches the worker that the mediasoup project publishes, when its sha256 is pinned; `false` when it did not. */
export declare const fetchPrebuiltWorker: (
  mediasoup: string,
  target: string,
  pinned?: Readonly<Record<string, string>>,
) => Promise<boolean>;
/** The archive's name for this machine. */
export declare const archiveName: (version: string) => string;
