import { column, judge, type Accuracy } from '../../evaluation.ts';
import { FEATURE_COUNT, LAGS } from '../../features.ts';
import { HIDDEN_UNITS, normalise, OUTPUTS, toValues } from '../../network.ts';
import { crossValidate, measureFeatures, type FitAndPredict } from '../cross-validate.ts';
import { joinLessons, lessonsOf } from '../lessons.ts';
import { markdown, three, two } from '../model-card.ts';
import { chooseOperatingPoint } from '../operating-point.ts';
import type { Fit } from '../optimise.ts';
import { pick } from '../select-windows.ts';
import { ar8ValuesOf, networkValues } from '../train-forecaster.ts';
import type { WindowSet } from '../windows.ts';
import { CONVOLUTION_PRODUCTS, fitConvolution } from './fit-convolution.ts';
import { fitLinear } from './fit-linear.ts';

export type Comparison = Fit & {
  windows: WindowSet;
  /** See makeRoughCopies; the two networks learn from them, too. */
  rough: WindowSet;
  /** See buildHistories: of the windows, and of the rough ones behind them. */
  histories: Float32Array;
  foldOf: Uint8Array;
  onFold?: (model: string, fold: number) => void;
};

const NETWORK_PRODUCTS =
  FEATURE_COUNT * HIDDEN_UNITS[0] + HIDDEN_UNITS[0] * HIDDEN_UNITS[1] + HIDDEN_UNITS[1] * OUTPUTS.length;

/** Every kind of model, patient by patient out of the same folds, as a table for the model card. */
export function compareModels({ windows, rough, histories, foldOf, onFold, ...fit }: Comparison): string {
  const all = new Uint32Array(windows.now.length).map((_, window) => window);
  const outOfFold = (model: string, fitAndPredict: FitAndPredict) =>
    crossValidate(windows, all, foldOf, (kept, out, fold) => {
      onFold?.(model, fold);
      return fitAndPredict(kept, out, fold);
    });
  const lessons = joinLessons(windows, rough);
  const normalised = (kept: Uint32Array) =>
    normalise(lessons.windows.rows, lessons.windows.now.length, measureFeatures(windows.rows, kept));

  const ar8 = outOfFold('AR(8)', ar8ValuesOf(windows));
  const linear = outOfFold('linear', (kept, out) => fitLinear(normalised(kept), windows, kept, out));
  const network = outOfFold('MLP', (kept, out) => networkValues(lessons, fit, kept, out));
  const convolution = outOfFold('CNN', (kept, out) => {
    const outputs = fitConvolution(normalised(kept), histories, lessons.windows, lessonsOf(lessons, kept), out, fit);
    return toValues(outputs, pick(windows.rows, out, FEATURE_COUNT), out.length);
  });
  const averaged = network.map((value, i) => (value + (convolution[i] ?? Number.NaN)) / 2);

  const line = (name: string, products: number, values: Float32Array) => {
    const operatingPoint = chooseOperatingPoint(windows, column(values, 'minimumLow'));
    const accuracy: Accuracy = judge(windows, { values, operatingPoint }, { values: ar8, operatingPoint });
    return [
      name,
      products,
      two(accuracy.rmse30),
      two(accuracy.rmse60),
      three(accuracy.low30.ap),
      two(operatingPoint.falseAlarmsPerPatientDay),
    ];
  };
  return markdown(
    ['model', 'products a window', 'RMSE 30', 'RMSE 60', 'AP', 'false alarms a day at nine lows of ten'],
    line('AR(8)', 3 * LAGS, ar8),
    line('linear, all features', 3 * FEATURE_COUNT, linear),
    line('MLP, all features', NETWORK_PRODUCTS, network),
    line('strided CNN over a day, and all features', CONVOLUTION_PRODUCTS, convolution),
    line('MLP and CNN averaged', NETWORK_PRODUCTS + CONVOLUTION_PRODUCTS, averaged),
  );
}
