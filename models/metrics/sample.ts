/** One value and when it was true; the unit is that of the quantity: mg/dL, mmHg or /min. */
export type Sample = { readonly atMs: number; readonly value: number };
