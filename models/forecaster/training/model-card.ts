import type { Accuracy } from '../evaluation.ts';
import type { Manifest } from '../manifest.ts';

const START = '<!-- table:start, written by npm run train -->';
const END = '<!-- table:end -->';

/** Puts the numbers of a training into the card, between its two marks. */
export function withTable(card: string, manifest: Manifest): string {
  const start = card.indexOf(START);
  const end = card.indexOf(END);
  if (start === -1 || end < start) throw new Error('the model card has lost the marks around its table');
  return `${card.slice(0, start)}${START}\n\n${table(manifest)}\n\n${card.slice(end)}`;
}

function table({ outOfFold, baselines, folds, ar8, operatingPoint, sha256, trainingFile }: Manifest): string {
  const { windows, patients, rmse30, rmse60, rmsePersistence, rmseAr8, low30 } = outOfFold;
  const row = (...cells: (string | number | null)[]) => `| ${cells.map((cell) => cell ?? '-').join(' | ')} |`;
  const two = (value: number) => value.toFixed(2);
  const three = (value: number | null) => value?.toFixed(3) ?? null;
  const foldRow = ({ fold, accuracy }: { fold: number; accuracy: Accuracy }) =>
    row(
      fold,
      accuracy.patients,
      accuracy.windows,
      two(accuracy.rmse30),
      two(accuracy.rmse60),
      three(accuracy.low30.auroc),
      three(accuracy.low30.ap),
      three(accuracy.low30.sensitivity),
      three(accuracy.low30.ppv),
    );
  return [
    `${windows} windows of ${patients} patients, each forecast by a model that had not seen the patient (${folds.length} folds).`,
    '',
    row('', 'RMSE 30 min, mg/dL', 'RMSE 60 min, mg/dL', 'average precision of a low in 30 min'),
    row('---', '---', '---', '---'),
    row('persistence', two(rmsePersistence), two(baselines.rmse60Persistence), null),
    row('AR(8)', two(rmseAr8), two(baselines.rmse60Ar8), three(low30.apAr8)),
    row('**network**', `**${two(rmse30)}**`, `**${two(rmse60)}**`, `**${three(low30.ap) ?? '-'}**`),
    '',
    row('operating point', 'threshold, mg/dL', 'false alarms per patient-day', 'sensitivity', 'PPV'),
    row('---', '---', '---', '---', '---'),
    ...[['network', operatingPoint] as const, ['AR(8)', ar8.operatingPoint] as const].map(([name, point]) =>
      row(name, point.threshold, two(point.falseAlarmsPerPatientDay), three(point.sensitivity), three(point.ppv)),
    ),
    '',
    row('fold', 'patients', 'windows', 'RMSE 30', 'RMSE 60', 'AUROC', 'AP', 'sensitivity', 'PPV'),
    row(...Array<string>(9).fill('---')),
    ...folds.map(foldRow),
    '',
    `Artifact sha256 \`${sha256}\`; training file \`${trainingFile.name}\`, sha256 \`${trainingFile.sha256}\`.`,
  ].join('\n');
}
