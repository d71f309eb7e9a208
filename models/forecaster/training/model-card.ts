import type { Accuracy } from '../evaluation.ts';
import type { Manifest } from '../manifest.ts';

/** The parts of the card that are written by a command, each between its two marks. */
const MARKS = {
  table: ['<!-- table:start, written by npm run train -->', '<!-- table:end -->'],
  comparison: ['<!-- comparison:start, written by npm run train -- --compare -->', '<!-- comparison:end -->'],
} as const;

/** Puts a text into the card, between its two marks. */
export function withPart(card: string, part: keyof typeof MARKS, text: string): string {
  const [opening, closing] = MARKS[part];
  const start = card.indexOf(opening);
  const end = card.indexOf(closing);
  if (start === -1 || end < start) throw new Error(`the model card has lost the marks around its ${part}`);
  return `${card.slice(0, start)}${opening}\n\n${text}\n\n${card.slice(end)}`;
}

type Cell = string | number | null;
const row = (...cells: Cell[]) => `| ${cells.map((cell) => cell ?? '-').join(' | ')} |`;
/** A Markdown table. */
export const markdown = (header: string[], ...rows: Cell[][]): string =>
  [row(...header), row(...header.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
export const two = (value: number): string => value.toFixed(2);
export const three = (value: number | null): string | null => value?.toFixed(3) ?? null;
const percent = (share: number | null): string | null => (share === null ? null : `${(100 * share).toFixed(1)} %`);

/** The numbers of a training, for the card. */
export function trainingTable(manifest: Manifest): string {
  const { outOfFold, baselines, folds, groups, ar8, operatingPoint, sha256, trainingFile } = manifest;
  const { windows, patients, rmse30, rmse60, low30, lows } = outOfFold;
  const { intervals } = baselines;
  const ofAccuracy = ({ patients, windows, rmse30, rmse60, low30, lows }: Accuracy): Cell[] => [
    patients,
    windows,
    two(rmse30),
    two(rmse60),
    three(low30.auroc),
    three(low30.ap),
    lows.events,
    percent(lows.caught),
    two(lows.falseAlarmsPerPatientDay),
  ];
  const parts = ['patients', 'windows', 'RMSE 30', 'RMSE 60', 'AUROC', 'AP', 'lows', 'caught', 'false alarms a day'];
  const between = (values: readonly number[], digits: number) =>
    values.map((value) => value.toFixed(digits).replace('-', '−')).join(' to ');
  return [
    `${windows} windows of ${patients} patients, each forecast by a model that had not seen the patient ` +
      `(${folds.length} folds). In brackets: 95 % of 1000 resamples of the patients.`,
    markdown(
      ['', 'RMSE 30 min, mg/dL', 'RMSE 60 min, mg/dL', 'average precision of a low in 30 min'],
      ['persistence', two(outOfFold.rmsePersistence), two(outOfFold.rmse60Persistence), null],
      ['AR(8)', two(outOfFold.rmseAr8), two(outOfFold.rmse60Ar8), three(low30.apAr8)],
      ['logistic regression, five features', null, null, three(baselines.apLogistic)],
      [
        '**network**',
        `**${two(rmse30)}** (${between(intervals.rmse30, 2)})`,
        `**${two(rmse60)}** (${between(intervals.rmse60, 2)})`,
        `**${three(low30.ap) ?? '-'}** (${between(intervals.ap, 3)})`,
      ],
      [
        'network less AR(8)',
        between(intervals.rmse30MinusAr8, 2),
        between(intervals.rmse60MinusAr8, 2),
        between(intervals.apMinusAr8, 3),
      ],
      ['network less logistic regression', null, null, between(intervals.apMinusLogistic, 3)],
    ),
    `For ${outOfFold.patientsWorseThanPersistence} of the patients with a day of windows or more the error at 30 ` +
      'minutes is above that of persistence.',
    `Of ${lows.events} lows ${percent(lows.caught) ?? '-'} were foretold, ${lows.medianLeadMinutes ?? '-'} minutes ` +
      `ahead (median); ${percent(lows.leadAtLeast15) ?? '-'} of these by 15 minutes or more, ` +
      `${percent(lows.leadAtLeast30) ?? '-'} by 30 or more.`,
    markdown(
      [
        'predicted low',
        'threshold, mg/dL',
        'lows caught',
        'false alarms per patient-day',
        'windows: sensitivity',
        'PPV',
      ],
      ...(
        [
          ['network', operatingPoint],
          ['AR(8)', ar8.operatingPoint],
        ] as const
      ).map(([name, point]) => [
        name,
        point.threshold,
        percent(point.caught),
        two(point.falseAlarmsPerPatientDay),
        three(point.sensitivity),
        three(point.ppv),
      ]),
    ),
    markdown(
      ['quantile', 'truths below it, 30 min', '60 min'],
      ...outOfFold.calibration.map(({ quantile, at30, at60 }) => [
        `${Math.round(100 * quantile)} %`,
        percent(at30),
        percent(at60),
      ]),
    ),
    markdown(['diabetes', ...parts], ...groups.map(({ group, accuracy }) => [group, ...ofAccuracy(accuracy)])),
    markdown(['fold', ...parts], ...folds.map(({ fold, accuracy }) => [fold, ...ofAccuracy(accuracy)])),
    `Artifact sha256 \`${sha256}\`; training file \`${trainingFile.name}\`, sha256 \`${trainingFile.sha256}\`.`,
  ].join('\n\n');
}
