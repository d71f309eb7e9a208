// Plain constants, apart from the schemas, so that the page can use them without loading a validator.

/** Regions decide the emergency number that stands beside every warning. */
export const REGIONS = ['CN', 'US', 'EU', 'GB', 'HK'] as const;
export type Region = (typeof REGIONS)[number];
export const EMERGENCY_NUMBERS = {
  CN: '120',
  US: '911',
  EU: '112',
  GB: '999',
  HK: '999',
} as const satisfies Record<Region, string>;
