import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const RANDOM_BYTES = 16;
/** Random bytes of a thousand ids at a time: each single fetch costs as much as all the rest of an id. */
const pool = new Uint8Array(1000 * RANDOM_BYTES);
let poolAt = pool.length;

const nextRandom = (): Uint8Array => {
  if (poolAt === pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const from = poolAt;
  poolAt += RANDOM_BYTES;
  return pool.subarray(from, poolAt);
};

let lastMs = 0;
let sequence = 0;

/** A new record's id, made here and not by PostgreSQL: version 7, so that ids sort by time and indexes grow at one end. */
export const newId = (): string => {
  const random = nextRandom();
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // Ids of one millisecond count up from a random start with room above it (RFC 9562, 6.2, method 1).
    sequence = (((random[0] ?? 0) & 0x7f) << 16) | ((random[1] ?? 0) << 8) | (random[2] ?? 0);
  } else {
    sequence += 1;
  }
  return v7({ random, msecs: lastMs, seq: sequence });
};
