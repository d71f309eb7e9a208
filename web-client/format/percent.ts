/** A share of time as people read it: `72 %`, `0 %`, and `< 1 %` where it is little but not nothing. */
export const percentText = (percent: number): string => {
  if (percent > 0 && percent < 1) return '< 1 %';
  return `${Math.round(percent)} %`;
};
