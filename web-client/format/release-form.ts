import type { QuarantineReason, Reading, ReadingKind } from '#contracts/reading.ts';
import type { Held, Specimen } from './held-reading.ts';
import { parseNumber } from './typed-reading.ts';

type Unit = 'mmHg' | 'kPa' | 'mg/dL' | 'mmol/L';

export type TimeChoice = 'device' | 'received' | 'typed';

/** What stands in the release form: a proposal at first, then as typed. */
export type ReleaseForm = {
  kind: ReadingKind;
  systolic: string;
  diastolic: string;
  pulse: string;
  value: string;
  unit: string;
  comparator: '' | '<' | '>';
  /** Null until somebody says: neither is guessed. */
  specimen: Specimen | null;
  time: TimeChoice | null;
  /** `2026-11-25T07:42`, in the reader's own time zone. */
  typedTime: string;
};

/** What most meters can still show, in mg/dL: LO stands for less than the first, HI for more than the second. */
const METER_LIMITS = { '<': 20, '>': 600 } as const;

const OTHER_UNIT: Record<Unit, Unit> = { mmHg: 'kPa', kPa: 'mmHg', 'mg/dL': 'mmol/L', 'mmol/L': 'mg/dL' };

export const unitsOf = (kind: ReadingKind): readonly string[] => {
  switch (kind) {
    case 'blood-pressure':
      return ['mmHg', 'kPa'];
    case 'glucose':
      return ['mg/dL', 'mmol/L'];
    case 'heart-rate':
      return ['/min'];
  }
};

const isUnit = (unit: string): unit is Unit => unit in OTHER_UNIT;

/** The reasons for which the device's own time is in doubt: what it says is not offered. */
const TIME_IN_DOUBT: ReadonlySet<QuarantineReason> = new Set([
  'future-clock',
  'reset-clock',
  'impossible-date',
  'sequence-against-time',
]);

/** A clock that went back is in doubt, but may be right; the others are certainly wrong. */
export const isDeviceTimeOffered = (held: Held | null, reason: QuarantineReason): boolean =>
  held?.deviceTime != null &&
  !Number.isNaN(Date.parse(held.deviceTime)) &&
  (!TIME_IN_DOUBT.has(reason) || reason === 'sequence-against-time');

/** The time of receipt stands in for a clock that is wrong; where no time was sent nobody knows how old the value is. */
const timeToPropose = (held: Held | null, reason: QuarantineReason): TimeChoice | null => {
  if (reason === 'impossible-date' || held?.deviceTime == null || Number.isNaN(Date.parse(held.deviceTime)))
    return null;
  return TIME_IN_DOUBT.has(reason) ? 'received' : 'device';
};

/** Filled in as it most probably should have been. Worked example: 5.5 mg/dL, unit doubted, is proposed as 5.5 mmol/L. */
export const proposeRelease = (held: Held | null, reason: QuarantineReason, defaultKind: ReadingKind): ReleaseForm => {
  const kind = held?.kind ?? defaultKind;
  const [canonical = ''] = unitsOf(kind);
  const sentUnit = held !== null && unitsOf(kind).includes(held.unit) ? held.unit : canonical;
  const comparator = kind === 'glucose' ? (held?.comparator ?? '') : '';
  const isLimit = held !== null && comparator !== '' && parseNumber(held.value) === null;
  return {
    kind,
    systolic: numberOrNothing(held?.systolic),
    diastolic: numberOrNothing(held?.diastolic),
    pulse: numberOrNothing(held?.pulse),
    value: isLimit ? String(METER_LIMITS[comparator]) : numberOrNothing(held?.value),
    unit: isLimit ? 'mg/dL' : reason === 'unit-probably-wrong' && isUnit(sentUnit) ? OTHER_UNIT[sentUnit] : sentUnit,
    comparator,
    specimen: held?.specimen ?? null,
    time: timeToPropose(held, reason),
    typedTime: '',
  };
};

const numberOrNothing = (written: string | undefined): string =>
  written !== undefined && parseNumber(written) !== null ? written : '';

export type ReleaseProblem = 'number' | 'time' | 'specimen';

/** The reading that the form stands for, or which part of it is missing. The server judges the rest. */
export const toReleased = (form: ReleaseForm, held: Held | null, receivedAt: string): Reading | ReleaseProblem => {
  const measuredAt = timeOf(form, held, receivedAt);
  if (measuredAt === null) return 'time';
  const common = {
    measuredAt,
    ...(held?.userSlot == null ? {} : { userSlot: held.userSlot }),
    ...(held === null || held.flags.length === 0 ? {} : { flags: [...held.flags] }),
  };
  switch (form.kind) {
    case 'blood-pressure': {
      const [systolic, diastolic] = [parseNumber(form.systolic), parseNumber(form.diastolic)];
      const pulse = form.pulse.trim() === '' ? undefined : parseNumber(form.pulse);
      if (systolic === null || diastolic === null || pulse === null) return 'number';
      const unit = form.unit === 'kPa' ? 'kPa' : 'mmHg';
      return {
        ...{ kind: form.kind, ...common, systolic, diastolic, unit },
        ...(pulse === undefined ? {} : { pulse }),
        ...(held?.method == null ? {} : { method: held.method }),
      };
    }
    case 'glucose': {
      const value = parseNumber(form.value);
      if (value === null) return 'number';
      const { specimen, comparator } = form;
      if (specimen === null) return 'specimen';
      const unit = form.unit === 'mmol/L' ? 'mmol/L' : 'mg/dL';
      return {
        ...{ kind: form.kind, ...common, value, unit, specimen },
        ...(comparator === '' ? {} : { comparator }),
        ...(held?.meal == null ? {} : { meal: held.meal }),
      };
    }
    case 'heart-rate': {
      const value = parseNumber(form.value);
      if (value === null) return 'number';
      return {
        ...{ kind: form.kind, ...common, value, unit: '/min' as const },
        ...(held?.context == null ? {} : { context: held.context }),
        ...(held?.steps == null ? {} : { steps: held.steps }),
      };
    }
  }
};

const timeOf = (form: ReleaseForm, held: Held | null, receivedAt: string): string | null => {
  switch (form.time) {
    case null:
      return null;
    case 'device':
      return held?.deviceTime ?? null;
    case 'received':
      return receivedAt;
    case 'typed': {
      const typed = new Date(form.typedTime);
      return Number.isNaN(typed.getTime()) ? null : typed.toISOString();
    }
  }
};
