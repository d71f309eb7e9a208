import type { Danger, HomeSession } from '#contracts/home-protocol.ts';
import { slotOf, type Slot } from './wall-clock.ts';

export type Pressure = { systolic: number; diastolic: number };
/** One reading by cuff, in mmHg. */
export type HomeReading = Pressure & { atMs: number; danger: Danger | null };

/** The readings of one morning or evening, oldest first. */
export type Session = Slot & { readings: HomeReading[] };

/**
 * Two readings that are further apart than this, systolic or diastolic, want a third; the mean is then of three (Chinese
 * guidelines for hypertension 2024). Worked example: 148/86 and 138/84 are enough, 149/86 and 138/84 are not.
 */
const APART_MMHG = 10;

const isApart = (a: Pressure, b: Pressure): boolean =>
  Math.abs(Math.round(a.systolic) - Math.round(b.systolic)) > APART_MMHG ||
  Math.abs(Math.round(a.diastolic) - Math.round(b.diastolic)) > APART_MMHG;

/** The reading that is still to be taken. */
export const nextReading = ({ readings: [first, second, third] }: Pick<Session, 'readings'>): HomeSession['next'] => {
  if (first === undefined) return 'first';
  if (second === undefined) return 'second';
  return third === undefined && isApart(first, second) ? 'third' : null;
};

export const meanOf = (readings: readonly Pressure[]): Pressure | null => {
  if (readings.length === 0) return null;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    systolic: sum(readings.map(({ systolic }) => systolic)) / readings.length,
    diastolic: sum(readings.map(({ diastolic }) => diastolic)) / readings.length,
  };
};

export const isSameSlot = (a: Slot, b: Slot): boolean => a.date === b.date && a.part === b.part;

/**
 * The sessions that these readings, oldest first, belong to. The first two or three of a morning or evening count: one
 * who measures until the number pleases does not choose the mean. Readings between the sessions belong to none.
 */
export const toSessions = (readings: readonly HomeReading[], timeZone: string): Session[] => {
  const sessions: Session[] = [];
  for (const reading of readings) {
    const slot = slotOf(timeZone, reading.atMs);
    if (slot === null) continue;
    const last = sessions.at(-1);
    if (last === undefined || !isSameSlot(last, slot)) sessions.push({ ...slot, readings: [reading] });
    else if (nextReading(last) !== null) last.readings.push(reading);
  }
  return sessions;
};
