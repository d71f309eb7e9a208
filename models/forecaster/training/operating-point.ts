import { hits, lowOutcomes, predictLows, round } from '../evaluation.ts';
import type { OperatingPoint } from '../forecast.ts';
import { judgeAlarms } from '../low-events.ts';
import type { WindowSet } from './windows.ts';

/** So many of the lows are to be foretold: what Fleischer et al. 2022 (10.3389/fcdhc.2022.1066744) reached, too. */
const WANTED_CAUGHT = 0.9;

/** Thresholds that are tried, tenths of a mg/dL: a step changes the lows that are caught by a few in a thousand. */
const LOWEST = 500;
const HIGHEST = 1_100;

/** The lowest threshold that catches nine lows of ten. */
export function chooseOperatingPoint(windows: WindowSet, minimumLow: Float32Array): OperatingPoint {
  let tenths = LOWEST;
  for (; tenths < HIGHEST; tenths += 1) {
    const predicted = predictLows(windows, minimumLow, { threshold: tenths / 10 });
    if (judgeAlarms(windows, windows.lows, predicted).caught >= WANTED_CAUGHT) break;
  }
  return measure(windows, minimumLow, tenths / 10);
}

function measure(windows: WindowSet, minimumLow: Float32Array, threshold: number): OperatingPoint {
  const predicted = predictLows(windows, minimumLow, { threshold });
  const { isJudged, isLow } = lowOutcomes(windows);
  const { sensitivity, ppv } = hits(
    predicted.filter((_, i) => isJudged[i] === 1),
    isLow,
  );
  const { falseAlarmsPerPatientDay, caught } = judgeAlarms(windows, windows.lows, predicted);
  return {
    threshold,
    falseAlarmsPerPatientDay: round(falseAlarmsPerPatientDay),
    caught: round(caught),
    sensitivity: round(sensitivity),
    ppv: round(ppv),
  };
}
