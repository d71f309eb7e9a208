// Plain constants, apart from the schemas, so that the page can use them without loading a validator.

/** mg/dL of glucose in one mmol/L; worked example: 140 mg/dL / 18.01559 = 7.77105 mmol/L (Tidepool's constant). */
export const MGDL_PER_MMOLL = 18.01559;

/** mmHg in one kPa (Bluetooth SIG's blood pressure service uses kPa as the alternative unit). */
export const MMHG_PER_KPA = 7.50062;

/**
 * The smallest step of glucose that is displayed, in mg/dL: whole mg/dL, tenths of a mmol/L. A value is displayed, and
 * judged, as the nearest multiple. Worked example in mmol/L: 300 mg/dL is 166.5 steps and stands on the page as 16.7.
 */
export const GLUCOSE_STEP = { 'mg/dL': 1, 'mmol/L': MGDL_PER_MMOLL / 10 } as const;
