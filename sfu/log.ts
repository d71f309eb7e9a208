import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** One JSON line an event: ids and counts, never a person's name or network address. */
export const createLogger = (level: string): Logger =>
  pino({ level, base: { process: 'sfu' }, timestamp: pino.stdTimeFunctions.isoTime });
