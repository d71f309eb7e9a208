import { z } from 'zod';
import { Accuracy } from './evaluation.ts';

const OperatingPoint = z.strictObject({
  threshold: z.number(),
  falseAlarmsPerPatientDay: z.number(),
  caught: z.number(),
  sensitivity: z.number(),
  ppv: z.number(),
});

const Autoregression = z.strictObject({
  minutes: z.number(),
  intercept: z.number(),
  coefficients: z.array(z.number()),
  residuals: z.array(z.number()),
});
/** 2.5 and 97.5 %. */
const Interval = z.tuple([z.number(), z.number()]);

/** What belongs to an artifact: where it comes from, how good it is, and what is needed to use it. */
export const Manifest = z.strictObject({
  version: z.literal(2),
  /** Of model.json followed by weights.bin. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tensorflow: z.string(),
  seed: z.number().int(),
  epochs: z.number().int(),
  credit: z.strictObject({ data: z.string(), source: z.string(), licence: z.string() }),
  trainingFile: z.strictObject({ name: z.string(), sha256: z.string() }),
  trainingPatients: z.array(z.string()),
  /** The fold whose patients were kept away from this artifact; null for the one that ships. */
  heldOutFold: z.number().int().nullable(),
  features: z.strictObject({
    names: z.array(z.string()),
    mean: z.array(z.number()),
    deviation: z.array(z.number()),
  }),
  operatingPoint: OperatingPoint,
  ar8: z.strictObject({
    after15: Autoregression,
    after30: Autoregression,
    after60: Autoregression,
    operatingPoint: OperatingPoint,
  }),
  outOfFold: Accuracy,
  /** With the simple methods on the same windows; intervals by resampling the patients, the same for both. */
  baselines: z.strictObject({
    apLogistic: z.number(),
    intervals: z.strictObject({
      rmse30: Interval,
      rmse60: Interval,
      ap: Interval,
      rmse30MinusAr8: Interval,
      rmse60MinusAr8: Interval,
      apMinusAr8: Interval,
      apMinusLogistic: Interval,
    }),
  }),
  folds: z.array(z.strictObject({ fold: z.number().int(), patients: z.array(z.string()), accuracy: Accuracy })),
  groups: z.array(z.strictObject({ group: z.string(), accuracy: Accuracy })),
  /** Feature rows and what the network made of them: a backend that computes something else is not trusted. */
  probe: z.strictObject({ rows: z.array(z.number()), outputs: z.array(z.number()) }),
});
export type Manifest = z.infer<typeof Manifest>;
