import { seededRandom, shuffle } from './random.ts';

export const FOLDS = 5;

/** A fold for each patient: all windows of a patient are in one, so nobody is forecast by a model that knows them. */
export function assignFolds(patientCount: number, seed: number): Uint8Array {
  const order = new Uint32Array(patientCount).map((_, i) => i);
  shuffle(order, seededRandom(seed));
  const folds = new Uint8Array(patientCount);
  for (const [place, patient] of order.entries()) folds[patient] = place % FOLDS;
  return folds;
}
