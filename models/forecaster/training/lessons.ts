import type { WindowSet } from './windows.ts';

/** What a network learns from: the windows that are judged, and behind them those of the rough copies. */
export type Lessons = { windows: Omit<WindowSet, 'lows'>; judgedCount: number };

/** The two sets are of the same patients. */
export function joinLessons(judged: WindowSet, rough: WindowSet): Lessons {
  const judgedCount = judged.now.length;
  const count = judgedCount + rough.now.length;
  const windows = {
    patients: judged.patients,
    patientOf: join(judged.patientOf, rough.patientOf, new Uint16Array(count)),
    times: join(judged.times, rough.times, new Float64Array(count)),
    rows: joinFloats(judged.rows, rough.rows),
    now: joinFloats(judged.now, rough.now),
    previous: joinFloats(judged.previous, rough.previous),
    after15: joinFloats(judged.after15, rough.after15),
    after30: joinFloats(judged.after30, rough.after30),
    after60: joinFloats(judged.after60, rough.after60),
    minimum30: joinFloats(judged.minimum30, rough.minimum30),
  };
  return { windows, judgedCount };
}

/** One table of floats behind the other. */
export const joinFloats = (first: Float32Array, second: Float32Array): Float32Array =>
  join(first, second, new Float32Array(first.length + second.length));

function join<T extends Float32Array | Float64Array | Uint16Array>(first: T, second: T, joined: T): T {
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** The judged windows `kept`, and the rough ones of their patients: nobody is learnt from who was left out. */
export function lessonsOf({ windows: { patientOf }, judgedCount }: Lessons, kept: Uint32Array): Uint32Array {
  const isKept = new Uint8Array(patientOf.reduce((most, patient) => Math.max(most, patient), 0) + 1);
  for (const window of kept) isKept[patientOf[window] ?? 0] = 1;
  const rough = new Uint32Array(patientOf.length - judgedCount)
    .map((_, place) => judgedCount + place)
    .filter((window) => isKept[patientOf[window] ?? 0] === 1);
  return Uint32Array.from([...kept, ...rough]);
}
