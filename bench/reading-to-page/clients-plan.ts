/** What the process with the open pages is told, and what it says. */
export type ClientsCommand =
  { type: 'connect'; url: string; cookies: string[] } | { type: 'report' } | { type: 'quit' };

/** One alert as one client heard of it. */
export type Heard = { alertId: string; patientId: string; ruleId: string; at: number };

export type ClientsReport =
  | { type: 'connected'; clients: number }
  | { type: 'heard'; heard: Heard[][]; lost: number }
  | { type: 'failed'; reason: string };
