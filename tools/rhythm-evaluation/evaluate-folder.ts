import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { IRREGULAR_PULSE } from '#models/rhythm/irregular-pulse.ts';
import { accuracyOf, countWindows, share, type Counts, type RhythmAccuracy } from './accuracy.ts';
import { countAlerts, type RecordAlerts } from './count-alerts.ts';
import { readAnnotations } from './read-annotations.ts';
import { windowsOf } from './windows-of.ts';

export type RhythmEvaluation = {
  records: Record<string, RhythmAccuracy>;
  pooled: RhythmAccuracy;
  /** Of the rule with its persistence. */
  alerts: {
    /** In records without a beat in fibrillation: what a patient would be troubled with for nothing. */
    withoutFibrillation: { records: number; hours: number; alerts: number; alertsPerHour: number | null };
    withFibrillation: { records: number; alerted: number; delaySeconds: Record<string, number | null> };
  };
};

/** Scores the irregular-pulse rule on a folder of MIT-BIH annotation files, one text file a record. */
export async function evaluateFolder(folder: string): Promise<RhythmEvaluation> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new Error(`${folder} is no folder that can be read`, { cause: error });
  });
  const files = names.filter((name) => name.endsWith('.txt')).sort();
  if (files.length === 0) throw new Error(`${folder} holds no annotation files (*.txt)`);
  const counts = new Map<string, Counts>();
  const alerts = new Map<string, RecordAlerts>();
  for (const name of files) {
    const beats = await readAnnotations(join(folder, name));
    const record = name.replace(/(annotations)?\.txt$/, '') || name;
    counts.set(record, countWindows(windowsOf(beats), IRREGULAR_PULSE.entropyThreshold));
    alerts.set(record, countAlerts(beats));
  }
  return {
    records: Object.fromEntries([...counts].map(([record, count]) => [record, accuracyOf([count])])),
    pooled: accuracyOf([...counts.values()]),
    alerts: summarise(alerts),
  };
}

function summarise(alerts: ReadonlyMap<string, RecordAlerts>): RhythmEvaluation['alerts'] {
  const without = [...alerts.values()].filter(({ hasFibrillation }) => !hasFibrillation);
  const withIt = [...alerts].filter(([, { hasFibrillation }]) => hasFibrillation);
  const hours = without.reduce((sum, record) => sum + record.hours, 0);
  const raised = without.reduce((sum, record) => sum + record.alerts, 0);
  return {
    withoutFibrillation: { records: without.length, hours, alerts: raised, alertsPerHour: share(raised, hours) },
    withFibrillation: {
      records: withIt.length,
      alerted: withIt.filter(([, record]) => record.alerts > 0).length,
      delaySeconds: Object.fromEntries(withIt.map(([record, { delaySeconds }]) => [record, delaySeconds])),
    },
  };
}
