/** One blood pressure, or a mean of several, in mmHg. */
export type Pressure = { readonly systolic: number; readonly diastolic: number };

export type PressureReading = Pressure & { readonly atMs: number };
