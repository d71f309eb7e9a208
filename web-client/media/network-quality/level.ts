import { LINE_LEVELS, type LineLevel } from '#contracts/media.ts';

export const isWorse = (level: LineLevel, than: LineLevel): boolean =>
  LINE_LEVELS.indexOf(level) > LINE_LEVELS.indexOf(than);

export const worst = (levels: readonly LineLevel[]): LineLevel =>
  levels.reduce((most, level) => (isWorse(level, most) ? level : most), 'good');
