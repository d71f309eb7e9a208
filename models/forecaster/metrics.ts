/** Root mean square of forecast minus truth; pairs without a truth are left out. */
export function rmse(forecasts: Float32Array, truths: Float32Array): number {
  let squares = 0;
  let count = 0;
  for (const [i, truth] of truths.entries()) {
    if (Number.isNaN(truth)) continue;
    squares += ((forecasts[i] ?? Number.NaN) - truth) ** 2;
    count += 1;
  }
  return Math.sqrt(squares / count);
}

/** How well a score ranks the positives, over every threshold. NaN without positives or without negatives. */
export type Ranking = { auroc: number; ap: number };

/**
 * Area under the ROC curve (ties count half) and average precision (sum of precision times the step in recall, equal
 * scores taken together).
 */
export function rank(scores: Float32Array, isPositive: Uint8Array): Ranking {
  const order = new Uint32Array(scores.length).map((_, i) => i);
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const positives = isPositive.reduce((sum, positive) => sum + positive, 0);
  const negatives = scores.length - positives;
  let truePositives = 0;
  let falsePositives = 0;
  let area = 0;
  let ap = 0;
  for (let i = 0; i < order.length;) {
    const score = scores[order[i] ?? 0] ?? 0;
    let tiedPositives = 0;
    let tied = 0;
    for (; i < order.length && scores[order[i] ?? 0] === score; i += 1) {
      tiedPositives += isPositive[order[i] ?? 0] ?? 0;
      tied += 1;
    }
    area += (tied - tiedPositives) * (truePositives + tiedPositives / 2);
    truePositives += tiedPositives;
    falsePositives += tied - tiedPositives;
    ap += (tiedPositives / positives) * (truePositives / (truePositives + falsePositives));
  }
  return { auroc: area / (positives * negatives), ap };
}
