import type uPlot from 'uplot';
import type { Alert } from '#contracts/alert.ts';
import type { Observation } from '#contracts/observation.ts';
import { momentText } from '../../format/time.ts';
import { shownValue, type GlucoseUnit } from '../../format/value.ts';
import { ruleTitle } from '../../words/rule.ts';
import { levelOf, levelWord } from '../../words/severity.ts';

/** As far from the pointer as an alert's mark still counts as under it. */
const NEAR_PX = 6;
/** The value axis is left of the plot, the pointer's own line between the plot's start and the words. */
const AFTER_PX = 60;
const BEFORE_PX = 22;

/** In words, the reading under the pointer, and the alert whose mark is there. */
export const tipText = (
  plot: uPlot,
  {
    observation,
    alerts,
    glucoseUnit,
  }: { observation: Observation; alerts: readonly Alert[]; glucoseUnit: GlucoseUnit },
): string => {
  const { left = -1 } = plot.cursor;
  const { value, unit } = shownValue(observation, glucoseUnit);
  const mark = alerts.find(({ onsetAt }) => Math.abs(plot.valToPos(Date.parse(onsetAt) / 1_000, 'x') - left) < NEAR_PX);
  return [
    `${value} ${unit} · ${momentText(observation.effectiveAt, new Date())}`,
    ...(mark ? [`${levelWord(levelOf(mark))}: ${ruleTitle(mark.ruleId)}`] : []),
  ].join(' · ');
};

/** On the side of the pointer that has the more room. */
export const placeTip = (tip: HTMLElement, plot: uPlot): void => {
  const { left = 0 } = plot.cursor;
  const { width } = plot.over.getBoundingClientRect();
  const isRight = left > width / 2;
  tip.style.insetInlineStart = isRight ? 'auto' : `${left + AFTER_PX}px`;
  tip.style.insetInlineEnd = isRight ? `${width - left + BEFORE_PX}px` : 'auto';
};
