/** A line across a chart that has words on it: its height on the screen and how wide the words are; in px. */
export type LabelledLine = { y: number; width: number };

/**
 * How far from the chart's end each line's words stand, so that the words of lines close to each other stand side by
 * side and not over each other; in px, in the order of the lines. Words stand on their own line, `height` px tall.
 * Worked example: words 16 px tall on lines at 100 (60 px wide) and 108 stand 0 and 64 px from the end with a gap of 4.
 */
export const labelPlaces = (lines: readonly LabelledLine[], height: number, gap: number): number[] => {
  const placed: { y: number; start: number; end: number }[] = [];
  return lines.map(({ y, width }) => {
    const beside = placed.filter((other) => Math.abs(other.y - y) < height).sort((a, b) => a.start - b.start);
    let start = 0;
    for (const other of beside)
      if (start < other.end + gap && start + width + gap > other.start) start = other.end + gap;
    placed.push({ y, start, end: start + width });
    return start;
  });
};
