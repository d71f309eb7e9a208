import type { ReadingKind } from '#contracts/reading.ts';
import type { Level } from '../../words/severity.ts';

/** A canvas knows no custom properties: the tokens as they are now, read when a chart is drawn. */
export type ChartColours = {
  quantity: Record<ReadingKind, string>;
  level: Record<Level, string>;
  band: string;
  ink: string;
  inkFaint: string;
  line: string;
  surface: string;
  font: string;
  fontSize: number;
};

export const readColours = (element: HTMLElement): ChartColours => {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--kh-${name}`).trim();
  return {
    quantity: {
      'blood-pressure': token('blood-pressure'),
      glucose: token('glucose'),
      'heart-rate': token('heart-rate'),
    },
    level: {
      critical: token('critical'),
      high: token('high'),
      moderate: token('moderate'),
      technical: token('technical'),
    },
    band: token('range-band'),
    ink: token('ink-soft'),
    inkFaint: token('ink-faint'),
    line: token('line'),
    surface: token('surface'),
    font: `${style.fontSize} ${style.fontFamily}`,
    fontSize: Number.parseFloat(style.fontSize),
  };
};
