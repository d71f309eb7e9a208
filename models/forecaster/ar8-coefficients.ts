import type { Ar8 } from './autoregression.ts';

/** Written by `npm run train`: the same numbers as in the artifact's manifest. */
export const AR8: Ar8 = {
  after15: {
    minutes: 15,
    intercept: 2.6808406,
    coefficients: [2.1327651, -1.9709193, 1.4006846, -0.92134137, 0.51790305, -0.25647863, 0.083080378, -0.0042952402],
    residuals: [-8.88, -6.496, -3.373, -0.307, 3.028, 6.899, 9.953],
  },
  after30: {
    minutes: 30,
    intercept: 8.323106,
    coefficients: [2.5754471, -2.795053, 2.0494879, -1.4168259, 0.80204306, -0.40088238, 0.10620796, 0.021800609],
    residuals: [-20.17, -14.55, -7.588, -1.18, 6.266, 16.25, 24.48],
  },
  after60: {
    minutes: 60,
    intercept: 21.795353,
    coefficients: [2.724393, -3.1192679, 2.1965489, -1.5209062, 0.78754041, -0.32969646, -0.036870094, 0.1469233],
    residuals: [-35.91, -26.07, -14.21, -3.323, 10.75, 31.33, 48.02],
  },
  operatingPoint: {
    threshold: 73.3,
    falseAlarmsPerPatientDay: 0.5814,
    caught: 0.9004,
    sensitivity: 0.5498,
    ppv: 0.3926,
  },
};
