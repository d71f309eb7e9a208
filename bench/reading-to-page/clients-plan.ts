/** What the process with the open pages is told, and what it says. */
export type ClientsCommand =
  /** Closes those that are open, then opens one for each cookie and waits until all have caught up. */
  | { type: 'connect'; url: string; cookies: string[] }
  /** Waits until every page is connected and has caught up, or the time is over. */
  | { type: 'settle'; timeoutMs: number }
  | { type: 'report' }
  | { type: 'quit' };

/** One alert as one client heard of it. */
export type Heard = { alertId: string; patientId: string; ruleId: string; at: number };

/** A page came to have a connection: the first time, or after it had lost one. Null: not yet. */
export type Arrival = { lostAt: number | null; connectedAt: number | null; caughtUpAt: number | null };

/** Everything since one page was opened. */
export type PageReport = {
  alerts: Heard[];
  /** The stream's position when it was opened; what is after it must come. */
  startsAfter: number;
  /** Events that the page took as new, in order, and those it left out as seen before. */
  taken: number[];
  leftOut: number[];
  arrivals: Arrival[];
  /** How often it was told that it missed too much for a replay. */
  incomplete: number;
};

export type ClientsReport =
  | { type: 'connected'; clients: number }
  | { type: 'settled'; waiting: number }
  | { type: 'heard'; pages: PageReport[] }
  | { type: 'failed'; reason: string };
