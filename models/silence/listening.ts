/** A stretch of time, in ms. */
export type Stretch = { from: number; to: number };

/** When readings could reach us, by one way or by several. */
export type Listening = {
  /** When nothing could be heard, in order and without overlap. */
  deaf: readonly Stretch[];
  /** Since when there has been no break; null while nothing can be heard. */
  since: number | null;
};

/** Where nobody has ever noted that we listen, as before the first start of a gateway, nothing is known against it. */
export const ALWAYS_LISTENING: Listening = { deaf: [], since: Number.NEGATIVE_INFINITY };

/** A shorter break costs no device a reading: what was not acknowledged is sent again. */
export const BREAK_MS = 30_000;

/**
 * What the periods noted by one or several processes say at `now`. Before the first of them nothing is known, and nothing
 * is held against us. Worked example: one gateway noted 8:00 to 10:00, another 9:00 to 11:00, and a third 12:00 until
 * now: deaf from 11:00 to 12:00, without a break since 12:00.
 */
export const toListening = (periods: readonly Stretch[], now: number): Listening => {
  const [first, ...rest] = periods.toSorted((a, b) => a.from - b.from);
  if (first === undefined) return ALWAYS_LISTENING;
  const deaf: Stretch[] = [];
  let since = first.from;
  let heardUntil = first.to;
  for (const { from, to } of rest) {
    if (from - heardUntil >= BREAK_MS) {
      deaf.push({ from: heardUntil, to: from });
      since = from;
    }
    heardUntil = Math.max(heardUntil, to);
  }
  if (now - heardUntil < BREAK_MS) return { deaf, since };
  return { deaf: [...deaf, { from: heardUntil, to: now }], since: null };
};

/** Of a reading that may come by either way, nobody can say that it did not come while one of them was closed. */
export const byEither = (a: Listening, b: Listening): Listening => {
  const deaf: Stretch[] = [];
  for (const { from, to } of [...a.deaf, ...b.deaf].toSorted((x, y) => x.from - y.from)) {
    const last = deaf.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else deaf.push({ from, to });
  }
  return { deaf, since: a.since === null || b.since === null ? null : Math.max(a.since, b.since) };
};

/**
 * When somebody who listens since `from` has listened for `ms`. Worked example: 45 min from 10:00 on, deaf from 10:30 to
 * 11:00, are over at 11:15.
 */
export const listenedFor = (from: number, ms: number, deaf: readonly Stretch[]): number => {
  let until = from + ms;
  for (const stretch of deaf) {
    const start = Math.max(stretch.from, from);
    if (stretch.to <= start) continue;
    if (start >= until) break;
    until += stretch.to - start;
  }
  return until;
};
