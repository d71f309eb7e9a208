/** When the alert of a worked example comes: now, on the next Saturday at 03:00, or on the next Wednesday at 10:00. */
export const EXAMPLE_MOMENTS = ['now', 'night', 'day'] as const;
export type ExampleMoment = (typeof EXAMPLE_MOMENTS)[number];
