/** What the load generator is told by whoever measures. */
export type LoadDevice = { deviceId: string; password: string };

export type LoadCommand =
  | { type: 'connect'; port: number; devices: LoadDevice[]; inFlight: number; startsAtMs: number }
  /** Two hours of sensor glucose for every device, in arrays: from then on each further one has a full window. */
  | { type: 'prefill' }
  /** As fast as acknowledgements come back, or at most so many a second. */
  | { type: 'run'; durationMs: number; ratePerSecond: number | null }
  | { type: 'quit' };

export type LoadResult = {
  seconds: number;
  acknowledged: number;
  acknowledgedGlucose: number;
  acknowledgedBreaches: number;
  perSecond: number;
  latencyMs: { p50: number; p90: number; p99: number; max: number };
  /** Connections that ended although they should not. */
  lostConnections: number;
  cpuSeconds: number;
};

export type LoadReport =
  | { type: 'connected' }
  | { type: 'prefilled'; readings: number }
  | { type: 'ran'; result: LoadResult }
  | { type: 'failed'; reason: string };
