import type { EntryResult } from '#contracts/observation.ts';
import type { ReadingKind, TypedReading } from '#contracts/reading.ts';
import { READING_KIND_ORDER } from '../words/observation.ts';

/** Where a patient is on the page for measuring. */
export type MeasureStep =
  | { name: 'choose' }
  /** Blood pressure: seven guided days, or only one reading. */
  | { name: 'series' }
  | { name: 'guided'; isBeginning: boolean }
  | { name: 'type'; kind: ReadingKind }
  | { name: 'done'; reading: TypedReading; result: EntryResult };

/** `?kind=glucose` asks for one reading, `?series` for the seven days, `?guided` for a session, `?guided=begin` for the first. */
export const stepFromAddress = (): MeasureStep => {
  const search = new URLSearchParams(location.search);
  const guided = search.get('guided');
  if (guided !== null) return { name: 'guided', isBeginning: guided === 'begin' };
  if (search.has('series')) return { name: 'series' };
  const kind = READING_KIND_ORDER.find((each) => each === search.get('kind'));
  return kind === undefined ? { name: 'choose' } : { name: 'type', kind };
};

/** The address of a step, so that a reload comes back to it. */
export const addressOf = (step: MeasureStep): string => {
  switch (step.name) {
    case 'choose':
    case 'done':
      return '/measure';
    case 'series':
      return '/measure?series';
    case 'guided':
      return step.isBeginning ? '/measure?guided=begin' : '/measure?guided';
    case 'type':
      return `/measure?kind=${step.kind}`;
  }
};
