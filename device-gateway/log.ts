import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** One JSON line an event: ids, counts, reasons, SQLSTATEs; never a payload, a secret or a measured value. */
export const createLogger = (gatewayId: string, level: string): Logger =>
  pino({ level, base: { process: 'gateway', gatewayId }, timestamp: pino.stdTimeFunctions.isoTime });
