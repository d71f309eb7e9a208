import { IRREGULAR_PULSE } from './irregular-pulse.ts';
import type { Beats } from './irregular-pulse-watch.ts';

/** A reading with the intervals (ms) between its beats, oldest first; `at` is when the last of them was. */
export type PulseReading = {
  id: string;
  at: number;
  /** Beats a minute, as the device says. */
  heartRate: number;
  rrIntervalsMs: readonly number[];
};

/**
 * In order of measurement. Readings of one instant are ordered by what they say, so that the order does not depend on
 * which came in first.
 */
export const comparePulses = (a: Omit<PulseReading, 'id'>, b: Omit<PulseReading, 'id'>): number => {
  if (a.at !== b.at) return a.at - b.at;
  for (const [beat, interval] of a.rrIntervalsMs.entries()) {
    const difference = interval - (b.rrIntervalsMs[beat] ?? Number.NEGATIVE_INFINITY);
    if (difference !== 0) return difference;
  }
  return a.rrIntervalsMs.length - b.rrIntervalsMs.length || a.heartRate - b.heartRate;
};

const INITIAL_CAPACITY = 16;

/**
 * One patient's readings with intervals in order of measurement, in columns, with what is known of the window that each
 * beat ends; the front can be evicted.
 */
export class PulseReadings {
  #head = 0;
  #tail = 0;
  #times = new Float64Array(INITIAL_CAPACITY);
  #heartRates = new Float64Array(INITIAL_CAPACITY);
  /** Where the beats of each reading begin, and behind the last where the next reading's will. */
  #firstBeats = new Uint32Array(INITIAL_CAPACITY + 1);
  #ids: string[] = [];
  #intervalsMs = new Float64Array(INITIAL_CAPACITY);
  /** Of the window that each beat ends; NaN where it is not known. */
  #entropies = new Float64Array(INITIAL_CAPACITY);

  get size(): number {
    return this.#tail - this.#head;
  }

  get beats(): number {
    return this.#beatAt(this.#tail) - this.#beatAt(this.#head);
  }

  get newestAt(): number {
    return this.size === 0 ? Number.NEGATIVE_INFINITY : this.timeAt(this.size - 1);
  }

  timeAt(index: number): number {
    return this.#times[this.#head + index] ?? Number.NaN;
  }

  heartRateAt(index: number): number {
    return this.#heartRates[this.#head + index] ?? Number.NaN;
  }

  idAt(index: number): string {
    return this.#ids[this.#head + index] ?? '';
  }

  beatsAt(index: number): Beats {
    const at = this.#head + index;
    const columns = { intervalsMs: this.#intervalsMs, entropies: this.#entropies };
    return { ...columns, from: this.#beatAt(at), to: this.#beatAt(at + 1) };
  }

  /** The index of the first reading not before `time`. */
  lowerBound(time: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts a reading behind the last one; returns false, and does nothing, where it belongs further in front. */
  append(reading: PulseReading): boolean {
    const { id, at, heartRate, rrIntervalsMs } = reading;
    const { newestAt } = this;
    if (at < newestAt || (at === newestAt && comparePulses(this.#readingAt(this.size - 1), reading) > 0)) return false;
    this.#makeRoom(1, rrIntervalsMs.length);
    const firstBeat = this.#beatAt(this.#tail);
    this.#times[this.#tail] = at;
    this.#heartRates[this.#tail] = heartRate;
    this.#ids.push(id);
    this.#intervalsMs.set(rrIntervalsMs, firstBeat);
    this.#entropies.fill(Number.NaN, firstBeat, firstBeat + rrIntervalsMs.length);
    this.#tail += 1;
    this.#firstBeats[this.#tail] = firstBeat + rrIntervalsMs.length;
    return true;
  }

  /** Puts readings where they belong. */
  insert(readings: readonly PulseReading[]): void {
    const inOrder = readings.toSorted(comparePulses);
    const [first] = inOrder;
    if (first === undefined) return;
    const rest = this.#cut(this.#placeOf(first));
    let done = 0;
    const insertedUntil: number[] = [];
    for (const reading of inOrder) {
      const place = rest.#placeOf(reading);
      this.#copy(rest, done, place);
      done = place;
      this.append(reading);
      insertedUntil.push(this.beats);
    }
    this.#copy(rest, done, rest.size);
    // Windows that end among the next beats have other intervals in them now.
    for (const beats of insertedUntil) {
      const beat = this.#beatAt(this.#head) + beats;
      this.#entropies.fill(Number.NaN, beat, beat + IRREGULAR_PULSE.windowBeats - 1);
    }
  }

  /** Forgets the oldest reading. */
  evict(): void {
    this.#head += 1;
  }

  #beatAt(position: number): number {
    return this.#firstBeats[position] ?? 0;
  }

  #readingAt(index: number): PulseReading {
    const { from, to } = this.beatsAt(index);
    const rrIntervalsMs = [...this.#intervalsMs.subarray(from, to)];
    return { id: this.idAt(index), at: this.timeAt(index), heartRate: this.heartRateAt(index), rrIntervalsMs };
  }

  /** Before which reading this one belongs. */
  #placeOf(reading: PulseReading): number {
    let place = this.lowerBound(reading.at);
    while (place < this.size && comparePulses(this.#readingAt(place), reading) <= 0) place += 1;
    return place;
  }

  /** Takes away the readings from `place` on, and returns them. */
  #cut(place: number): PulseReadings {
    const rest = new PulseReadings();
    rest.#copy(this, place, this.size);
    this.#tail = this.#head + place;
    this.#ids.length = this.#tail;
    return rest;
  }

  /** Puts the readings `from` to before `to` of another's behind the last one. */
  #copy(other: PulseReadings, from: number, to: number): void {
    const [first, end] = [other.#head + from, other.#head + to];
    const [firstBeat, endBeat] = [other.#beatAt(first), other.#beatAt(end)];
    this.#makeRoom(end - first, endBeat - firstBeat);
    const beat = this.#beatAt(this.#tail);
    this.#times.set(other.#times.subarray(first, end), this.#tail);
    this.#heartRates.set(other.#heartRates.subarray(first, end), this.#tail);
    this.#intervalsMs.set(other.#intervalsMs.subarray(firstBeat, endBeat), beat);
    this.#entropies.set(other.#entropies.subarray(firstBeat, endBeat), beat);
    for (let position = first; position < end; position += 1) {
      this.#ids.push(other.#ids[position] ?? '');
      this.#tail += 1;
      this.#firstBeats[this.#tail] = beat + other.#beatAt(position + 1) - firstBeat;
    }
  }

  /** Room for so many more, without what was evicted: amortised constant work a reading. */
  #makeRoom(readings: number, beats: number): void {
    const [size, beatCount] = [this.size, this.beats];
    const isFull = this.#tail + readings > this.#times.length;
    if (!isFull && this.#beatAt(this.#tail) + beats <= this.#intervalsMs.length) return;
    const firstBeat = this.#beatAt(this.#head);
    const capacity = capacityFor(size, readings);
    const beatCapacity = capacityFor(beatCount, beats);
    this.#times = moved(this.#times.subarray(this.#head, this.#tail), capacity);
    this.#heartRates = moved(this.#heartRates.subarray(this.#head, this.#tail), capacity);
    this.#intervalsMs = moved(this.#intervalsMs.subarray(firstBeat, firstBeat + beatCount), beatCapacity);
    this.#entropies = moved(this.#entropies.subarray(firstBeat, firstBeat + beatCount), beatCapacity);
    const firstBeats = new Uint32Array(capacity + 1);
    for (let index = 0; index <= size; index += 1) firstBeats[index] = this.#beatAt(this.#head + index) - firstBeat;
    this.#firstBeats = firstBeats;
    this.#ids = this.#ids.slice(this.#head, this.#tail);
    this.#head = 0;
    this.#tail = size;
  }
}

/** A half more than is needed: what is evicted until then makes room for as many. */
const capacityFor = (count: number, more: number): number =>
  Math.max(INITIAL_CAPACITY, Math.ceil((count + more) * 1.5));

const moved = (from: Float64Array, capacity: number): Float64Array<ArrayBuffer> => {
  const to = new Float64Array(capacity);
  to.set(from);
  return to;
};
