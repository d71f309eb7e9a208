import type { ReplayRow } from './csv.ts';

/** A number where the text is one, else the text as it stands: a device that sends rubbish sends rubbish. */
const asSent = (text: string): number | string => {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : text;
};

const present = (fields: Record<string, string>): Record<string, number | string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, text]) => text !== '')
      .map(([name, text]) => [name, asSent(text)]),
  );

/** One row as the JSON that a device would publish. */
export const toReading = (row: ReplayRow): Record<string, unknown> => {
  const common = { measuredAt: row.measured_at, unit: row.unit };
  switch (row.kind) {
    case 'blood-pressure': {
      const { systolic, diastolic, pulse } = row;
      return { kind: 'blood-pressure', ...common, method: 'cuff', ...present({ systolic, diastolic, pulse }) };
    }
    case 'glucose-cgm':
      return { kind: 'glucose', ...common, specimen: 'interstitial', ...present({ value: row.glucose }) };
    case 'glucose-meter':
      return { kind: 'glucose', ...common, specimen: 'capillary', ...present({ value: row.glucose }) };
    case 'heart-rate':
      return { kind: 'heart-rate', ...common, ...present({ value: row.heart_rate, steps: row.steps }) };
    default:
      return { kind: row.kind, ...common };
  }
};
