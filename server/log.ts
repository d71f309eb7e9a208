import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/**
 * One JSON line an event. Log ids, counts, names of queries and SQLSTATEs; never a name, an address of a person or a
 * measured value. Whoever wants lines for people pipes them through `pino-pretty`.
 */
export const createLogger = (process: string, level: string): Logger =>
  pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.password', '*.secret', '*.token', '*.cookie', '*.email'], censor: '[redacted]' },
  });
