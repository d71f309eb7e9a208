/** How the patient found the video visit: its picture and sound, not its doctor. */
export const VISIT_RATINGS = ['good', 'fair', 'poor'] as const;
export type VisitRating = (typeof VISIT_RATINGS)[number];
