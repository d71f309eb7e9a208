const HALF_HOUR_MS = 30 * 60_000;
const MOST = 60;

/**
 * The instants between which a cover can be chosen, as ISO strings: both ends, and the half hours between them; fewer
 * where that would be more than anybody looks through. What has begun is covered from now on.
 */
export const coverTimes = (from: string, to: string, now: Date): string[] => {
  const [first, last] = [Math.max(Date.parse(from), now.getTime()), Date.parse(to)];
  const stepMs = HALF_HOUR_MS * Math.max(1, Math.ceil((last - first) / (MOST * HALF_HOUR_MS)));
  const times = [first];
  for (let at = Math.floor(first / stepMs + 1) * stepMs; at < last; at += stepMs) times.push(at);
  return [...times, last].map((at) => new Date(at).toISOString());
};
