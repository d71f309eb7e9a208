import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { writeArtifact } from '#models/forecaster/artifact.ts';
import { startBackend } from '#models/forecaster/backend.ts';
import { ARTIFACT_DIR } from '#models/forecaster/load.ts';
import type { Manifest } from '#models/forecaster/manifest.ts';
import { compareModels } from '#models/forecaster/training/comparison/compare-models.ts';
import { buildHistories } from '#models/forecaster/training/comparison/histories.ts';
import { assignFolds, FOLDS } from '#models/forecaster/training/folds.ts';
import { objections } from '#models/forecaster/training/gate.ts';
import { joinFloats } from '#models/forecaster/training/lessons.ts';
import { trainingTable, withPart } from '#models/forecaster/training/model-card.ts';
import { makeRoughCopies } from '#models/forecaster/training/rough-copies.ts';
import { trainForecaster } from '#models/forecaster/training/train-forecaster.ts';
import { buildWindows } from '#models/forecaster/training/windows.ts';
import { readSensorReadings } from './forecaster-evaluation/read-sensor-readings.ts';

const USAGE = 'usage: KANHU_DATASETS=DIR npm run train [-- --compare | --hold-out-fold 0..4 --out DIR]';
const TRAINING_FILE = 'cgm/shanghai.csv';
const CREDIT = {
  data: 'ShanghaiT1DM and ShanghaiT2DM',
  source: 'Zhao Q. et al., Chinese diabetes datasets for data-driven machine learning, Scientific Data 10:35 (2023)',
  licence: 'CC BY 4.0',
};
const SEED = 1;
const FOLD_SEED = 7;
const EPOCHS = 24;
/** The Shanghai data number people with type 1 diabetes from 1000 and those with type 2 from 2000. */
const groupOf = (patient: string): string => `type ${patient.slice(0, 1)}`;

const OPTIONS = {
  compare: { type: 'boolean', default: false },
  'hold-out-fold': { type: 'string' },
  out: { type: 'string' },
} as const;

function readArguments() {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const datasets = process.env.KANHU_DATASETS;
    if (datasets === undefined) throw new Error(`KANHU_DATASETS must name the folder that holds ${TRAINING_FILE}`);
    const { compare, 'hold-out-fold': held } = values;
    if (compare && (held ?? values.out) !== undefined) throw new Error('--compare makes no artifact');
    if (held === undefined) return { datasets, compare, heldOutFold: null, out: values.out ?? null };
    const heldOutFold = Number(held);
    if (!/^\d$/.test(held) || heldOutFold >= FOLDS) throw new Error(`there is no fold ${held}`);
    if (values.out === undefined) throw new Error('--hold-out-fold needs --out: such an artifact must not ship');
    return { datasets, compare, heldOutFold, out: values.out };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
}

/** The compiled-in AR(8) is the one of the artifact, so that losing the artifact loses nothing else. */
async function writeAr8(ar8: Manifest['ar8']): Promise<void> {
  const file = join(ARTIFACT_DIR, '../ar8-coefficients.ts');
  const source = `import type { Ar8 } from './autoregression.ts';

/** Written by \`npm run train\`: the same numbers as in the artifact's manifest. */
export const AR8: Ar8 = ${JSON.stringify(ar8)};`;
  await writeFile(file, await format(source, { ...(await resolveConfig(file)), parser: 'typescript' }));
}

async function writeCard(part: Parameters<typeof withPart>[1], text: string): Promise<void> {
  const file = join(ARTIFACT_DIR, '../MODEL_CARD.md');
  const card = withPart(await readFile(file, 'utf8'), part, text);
  await writeFile(file, await format(card, { ...(await resolveConfig(file)), parser: 'markdown' }));
}

async function train(): Promise<void> {
  const { datasets, compare, heldOutFold, out } = readArguments();
  const file = join(datasets, TRAINING_FILE);
  const startedAt = performance.now();
  const say = (text: string) => console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s  ${text}`);

  // Always wasm: another backend sums in another order, and the artifact would be another one.
  await startBackend('wasm');
  const readings = await readSensorReadings(file);
  const windows = buildWindows(readings);
  const rough = makeRoughCopies(readings, SEED);
  const foldOf = assignFolds(windows.patients.length, FOLD_SEED);
  const onEpoch = (epoch: number, loss: number) => say(`  epoch ${epoch} of ${EPOCHS}, loss ${loss.toFixed(4)}`);
  say(
    `${windows.now.length} windows of ${windows.patients.length} patients, ${rough.windows.now.length} of rough copies`,
  );
  if (compare) {
    const table = compareModels({
      windows,
      rough: rough.windows,
      histories: joinFloats(buildHistories(windows, readings), buildHistories(rough.windows, rough.readings)),
      foldOf,
      seed: SEED,
      epochs: EPOCHS,
      onFold: (model, fold) => say(`${model}, fold ${fold} left out`),
      onEpoch,
    });
    console.log(table);
    await writeCard('comparison', table);
    return;
  }
  const { files, manifest } = await trainForecaster({
    windows,
    rough: rough.windows,
    foldOf,
    heldOutFold,
    groupOf,
    seed: SEED,
    epochs: EPOCHS,
    trainingFile: {
      name: TRAINING_FILE,
      sha256: createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    },
    credit: CREDIT,
    onFold: (fold) => say(fold === 'all' ? 'final model' : `fold ${fold} left out`),
    onEpoch,
  });

  console.log(JSON.stringify(manifest.outOfFold, null, 2));
  const refusals = objections(manifest);
  if (refusals.length > 0) {
    console.error(`This artifact must not ship:\n${refusals.map((refusal) => `- ${refusal}`).join('\n')}`);
    process.exitCode = 1;
    return;
  }
  await writeArtifact(out ?? ARTIFACT_DIR, files, manifest);
  if (out === null) {
    await writeAr8(manifest.ar8);
    await writeCard('table', trainingTable(manifest));
  }
  say(`artifact ${manifest.sha256} in ${out ?? ARTIFACT_DIR}`);
}

try {
  await train();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
