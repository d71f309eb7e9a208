import { setLogEventListeners } from 'mediasoup';
import { pino, type Logger as PinoLogger } from 'pino';

export type Logger = PinoLogger;

/** One JSON line an event: ids and counts, never a person's name or network address. */
export const createLogger = (level: string): Logger =>
  pino({ level, base: { process: 'sfu' }, timestamp: pino.stdTimeFunctions.isoTime });

const ADDRESS = /\d{1,3}(?:\.\d{1,3}){3}|(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}/gi;

/** mediasoup keeps its errors to itself unless someone listens. They may name the address of a peer. */
export const passOnMediaErrors = (log: Logger): void =>
  setLogEventListeners({
    onerror: (where, text) => log.error({ where }, text.replaceAll(ADDRESS, '(address)')),
  });
