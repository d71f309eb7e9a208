import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../../web-client/tokens.css', import.meta.url), 'utf8');

/** The colours of one block of tokens.css, such as `--kh-ink: #12201d`. */
const coloursOf = (selector: string): Map<string, string> => {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('\n}', start));
  return new Map([...block.matchAll(/--kh-([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]));
};

const light = coloursOf(':root');
const themes = { light, dark: new Map([...light, ...coloursOf(":root[data-theme='dark']")]) };

/** Relative luminance, WCAG 2.2. White is 1, black 0. */
const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** Contrast ratio, WCAG 2.2: black on white is 21. */
const contrast = (one: string, other: string): number => {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
};

const TEXT = 4.5;
const SHAPE = 3;
const GROUNDS = ['canvas', 'surface', 'raised', 'sunken'];
const PAIRS: readonly (readonly [ink: string, ground: string, least: number])[] = [
  ...['ink', 'ink-soft', 'ink-faint', 'brand'].flatMap((ink) => GROUNDS.map((ground) => [ink, ground, TEXT] as const)),
  ...['critical', 'high', 'moderate', 'technical'].flatMap(
    (level) =>
      [
        [`on-${level}`, level, TEXT],
        [`${level}-ink`, `${level}-soft`, TEXT],
        [`${level}-ink`, 'surface', TEXT],
        [level, 'surface', SHAPE],
        [level, `${level}-soft`, SHAPE],
      ] as const,
  ),
  ...['blood-pressure', 'glucose', 'heart-rate'].map((quantity) => [quantity, 'surface', TEXT] as const),
  ['glucose', 'range-band', SHAPE],
  ['heart-rate', 'range-band', SHAPE],
  ['on-brand', 'brand', TEXT],
  ['on-brand-soft', 'brand-soft', TEXT],
  ['good-ink', 'surface', TEXT],
  ['ink', 'lifted', TEXT],
  ['line-strong', 'surface', SHAPE],
  ...GROUNDS.map((ground) => ['focus', ground, SHAPE] as const),
];

describe.each(Object.entries(themes))('colours of the %s theme', (_name, colours) => {
  it.each(PAIRS)('%s stands out from %s by at least %s', (ink, ground, least) => {
    const [one, other] = [colours.get(ink), colours.get(ground)];
    expect(one, ink).toBeDefined();
    expect(other, ground).toBeDefined();
    expect(contrast(one ?? '', other ?? '')).toBeGreaterThanOrEqual(least);
  });

  it('keeps red for critical alerts', () => {
    const reds = [...colours].filter(([, hex]) => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      return red > 140 && red > 1.9 * green && red > 1.9 * blue && Math.abs(green - blue) < 40;
    });
    expect(reds.map(([name]) => name).filter((name) => !name.startsWith('critical'))).toEqual([]);
  });
});
