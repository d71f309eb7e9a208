import { describe, expect, it } from 'vitest';
import { EMPTY_FORM, parseForm, parseNumber, toJudged, type MeasureForm } from '#web-client/format/typed-reading.ts';

const form = (change: Partial<MeasureForm>): MeasureForm => ({ ...EMPTY_FORM, ...change });

describe('a reading typed in by hand', () => {
  it.each([
    ['128', 128],
    ['6,4', 6.4],
    ['１２８', 128],
    [' 72 ', 72],
    ['12a', null],
    ['-5', null],
    ['', null],
  ])('reads “%s” as %s', (text, value) => {
    expect(parseNumber(text)).toBe(value);
  });

  it('keeps both pressures together, with the pulse where it was given', () => {
    expect(parseForm('blood-pressure', form({ systolic: '128', diastolic: '82', pulse: '71' }), 'mmol/L')).toEqual({
      reading: { kind: 'blood-pressure', systolic: 128, diastolic: 82, pulse: 71, unit: 'mmHg', method: 'cuff' },
    });
  });

  it('asks whether the pressures are swapped', () => {
    expect(parseForm('blood-pressure', form({ systolic: '82', diastolic: '128' }), 'mmol/L')).toEqual({
      problems: [{ field: 'systolic', problem: 'swapped' }],
    });
  });

  it('says which numbers are missing and which cannot be', () => {
    expect(parseForm('blood-pressure', form({ diastolic: '820' }), 'mmol/L')).toEqual({
      problems: [
        { field: 'systolic', problem: 'missing' },
        { field: 'diastolic', problem: 'impossible' },
      ],
    });
  });

  it('sends glucose in the unit it was typed in, and judges its range in mg/dL', () => {
    expect(parseForm('glucose', form({ glucose: '6,4', meal: 'fasting' }), 'mmol/L')).toEqual({
      reading: { kind: 'glucose', specimen: 'capillary', meal: 'fasting', value: 6.4, unit: 'mmol/L' },
    });
    // 64 mmol/L would be 1153 mg/dL: a lost decimal point.
    expect(parseForm('glucose', form({ glucose: '64' }), 'mmol/L')).toEqual({
      problems: [{ field: 'glucose', problem: 'impossible' }],
    });
    expect(parseForm('glucose', form({ glucose: '64' }), 'mg/dL')).toMatchObject({ reading: { value: 64 } });
  });

  it('takes a meter’s LO and HI as below and above what it can show', () => {
    expect(parseForm('glucose', form({ beyond: 'low' }), 'mmol/L')).toMatchObject({ reading: { comparator: '<' } });
    expect(parseForm('glucose', form({ beyond: 'high' }), 'mmol/L')).toMatchObject({ reading: { comparator: '>' } });
  });

  it('carries how the person feels', () => {
    expect(parseForm('heart-rate', form({ heartRate: '72', hasSymptoms: true }), 'mmol/L')).toMatchObject({
      reading: { value: 72, flags: ['symptoms'] },
    });
  });

  it('judges what was typed in canonical units', () => {
    const judged = toJudged({ kind: 'glucose', value: 3, unit: 'mmol/L', specimen: 'capillary' });
    expect(judged).toMatchObject({ kind: 'glucose', comparator: null });
    expect('value' in judged && judged.value).toBeCloseTo(54.05, 2);
  });
});
