import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { IRREGULAR_PULSE } from '#models/rhythm/irregular-pulse.ts';
import { datasetFile, describeWithDatasets } from '#test/support/datasets.ts';
import { accuracyOf, countWindows, type Counts } from '#tools/rhythm-evaluation/accuracy.ts';
import { evaluateFolder } from '#tools/rhythm-evaluation/evaluate-folder.ts';
import { readAnnotations } from '#tools/rhythm-evaluation/read-annotations.ts';
import { windowsOf } from '#tools/rhythm-evaluation/windows-of.ts';

const readRecords = async () => {
  const records: Awaited<ReturnType<typeof readAnnotations>>[] = [];
  for (const name of readdirSync(datasetFile('rhythm')).sort()) {
    if (name.endsWith('.txt')) records.push(await readAnnotations(datasetFile(`rhythm/${name}`)));
  }
  return records;
};

describeWithDatasets('irregular pulse on the MIT-BIH Arrhythmia Database', ['rhythm/100annotations.txt'], () => {
  it('reaches its numbers over all windows of all rhythms', async () => {
    const { records, pooled } = await evaluateFolder(datasetFile('rhythm'));
    expect(pooled.windows).toBe(51_980);
    expect(pooled.sensitivity).toBeCloseTo(0.959, 3);
    expect(pooled.ppv).toBeCloseTo(0.606, 3);
    expect(Object.keys(records)).toHaveLength(24);
    expect(records['100']).toEqual({ windows: 2_243, sensitivity: null, ppv: null });
    expect(records['217']?.sensitivity).toBeCloseTo(0.573, 3);
  });

  it('raises nothing in ten hours without fibrillation, and something in every record with it', async () => {
    const { withoutFibrillation, withFibrillation } = (await evaluateFolder(datasetFile('rhythm'))).alerts;
    expect(withoutFibrillation).toMatchObject({ records: 20, alerts: 0, alertsPerHour: 0 });
    expect(withoutFibrillation.hours).toBeCloseTo(10.03, 2);
    expect(withFibrillation).toMatchObject({ records: 4, alerted: 4 });
  });

  it('has a threshold that holds on records it was not chosen on', async () => {
    const thresholds = Array.from({ length: 120 }, (_, i) => -1.5 + i / 100);
    const tables = (await readRecords()).map((beats) => {
      const windows = windowsOf(beats);
      return thresholds.map((threshold) => countWindows(windows, threshold));
    });
    const chosenOn = (used: readonly Counts[][]) =>
      thresholds
        .map((_, t) => youden(used.map((table) => at(table, t))))
        .reduce(indexOfMaximum, { index: 0, value: -1 });
    const heldOut = tables.map((table) => at(table, chosenOn(tables.filter((other) => other !== table)).index));
    const { sensitivity, ppv } = accuracyOf(heldOut);
    expect(sensitivity).toBeCloseTo(0.959, 3);
    expect(ppv).toBeCloseTo(0.581, 3);
    expect(thresholds[chosenOn(tables).index]).toBeCloseTo(IRREGULAR_PULSE.entropyThreshold, 6);
  });
});

const at = (table: readonly Counts[], index: number): Counts => {
  const counts = table[index];
  if (counts === undefined) throw new Error(`no threshold ${index}`);
  return counts;
};

/** Youden's index: sensitivity + specificity - 1. */
const youden = (counts: readonly Counts[]): number => {
  const total = (name: keyof Counts) => counts.reduce((sum, count) => sum + count[name], 0);
  const positives = total('truePositives') + total('falseNegatives');
  return total('truePositives') / positives - total('falsePositives') / (total('windows') - positives);
};

const indexOfMaximum = (best: { index: number; value: number }, value: number, index: number) =>
  value > best.value ? { index, value } : best;
