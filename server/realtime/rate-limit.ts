const BURST = 30;
const PER_SECOND = 10;

/** A token bucket: true while requests come no faster than a page has reason to. */
export const createRateLimit = (nowMs: () => number = () => performance.now()): (() => boolean) => {
  let tokens = BURST;
  let at = nowMs();
  return () => {
    const now = nowMs();
    tokens = Math.min(BURST, tokens + ((now - at) / 1_000) * PER_SECOND);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
