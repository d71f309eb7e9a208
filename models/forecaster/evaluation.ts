import { z } from 'zod';
import { LOW_MGDL } from './features.ts';
import { rank, rmse } from './metrics.ts';

/** How good forecasts were: mg/dL for the errors, windows that are not low yet for `low30`. */
export const Accuracy = z.strictObject({
  windows: z.number(),
  patients: z.number(),
  rmse30: z.number(),
  rmse60: z.number(),
  rmsePersistence: z.number(),
  rmseAr8: z.number(),
  /** A reading below 70 within 30 minutes; sensitivity and PPV of the operating point. NaN becomes null in JSON. */
  low30: z.strictObject({
    auroc: z.number().nullable(),
    ap: z.number().nullable(),
    apAr8: z.number().nullable(),
    sensitivity: z.number().nullable(),
    ppv: z.number().nullable(),
  }),
});
export type Accuracy = z.infer<typeof Accuracy>;

/** What came true, window by window. */
export type Outcomes = {
  readonly now: Float32Array;
  readonly after30: Float32Array;
  readonly after60: Float32Array;
  readonly minimum30: Float32Array;
};

/** What was forecast, window by window. */
export type Forecasts = {
  readonly median30: Float32Array;
  readonly median60: Float32Array;
  readonly minimumLow: Float32Array;
  readonly isPredictedLow: Uint8Array;
};

/** Compares forecasts with what came true, and with persistence and AR(8) on the same windows. */
export function judge(outcomes: Outcomes, forecasts: Forecasts, ar8: Forecasts, patients: number): Accuracy {
  const { now, after30, after60, minimum30 } = outcomes;
  const isJudged = Uint8Array.from(now, (value) => (value >= LOW_MGDL ? 1 : 0));
  const pick = (values: Float32Array | Uint8Array) => Float32Array.from(values).filter((_, i) => isJudged[i] === 1);
  const isLow = Uint8Array.from(pick(minimum30), (minimum) => (minimum < LOW_MGDL ? 1 : 0));
  const rankLow = ({ minimumLow }: Forecasts) =>
    rank(
      pick(minimumLow).map((value) => -value),
      isLow,
    );
  const { auroc, ap } = rankLow(forecasts);
  const { sensitivity, ppv } = hits(Uint8Array.from(pick(forecasts.isPredictedLow)), isLow);
  return {
    windows: now.length,
    patients,
    rmse30: round(rmse(forecasts.median30, after30)),
    rmse60: round(rmse(forecasts.median60, after60)),
    rmsePersistence: round(rmse(now, after30)),
    rmseAr8: round(rmse(ar8.median30, after30)),
    low30: {
      auroc: orNull(auroc),
      ap: orNull(ap),
      apAr8: orNull(rankLow(ar8).ap),
      sensitivity: orNull(sensitivity),
      ppv: orNull(ppv),
    },
  };
}

/** Share of the positives that were found, and of the finds that were positive. */
export function hits(found: Uint8Array, isPositive: Uint8Array): { sensitivity: number; ppv: number } {
  let both = 0;
  let finds = 0;
  let positives = 0;
  for (const [i, positive] of isPositive.entries()) {
    const find = found[i] ?? 0;
    both += find * positive;
    finds += find;
    positives += positive;
  }
  return { sensitivity: both / positives, ppv: both / finds };
}

export const round = (value: number): number => Math.round(value * 10_000) / 10_000;
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : round(value));
