/** How well a line carries a visit, best first. `lost`: nothing comes through. */
export const LINE_LEVELS = ['good', 'fair', 'poor', 'lost'] as const;
export type LineLevel = (typeof LINE_LEVELS)[number];

export const isWorse = (level: LineLevel, than: LineLevel): boolean =>
  LINE_LEVELS.indexOf(level) > LINE_LEVELS.indexOf(than);

export const worst = (levels: readonly LineLevel[]): LineLevel =>
  levels.reduce((most, level) => (isWorse(level, most) ? level : most), 'good');
