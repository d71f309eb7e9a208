import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '#contracts/alert.ts';
import { RULE_IDS } from '#contracts/rule.ts';
import { LOCALES } from '#contracts/user.ts';
import { alertText, type AlertFacts } from '#server/notifications/texts/alert-text.ts';
import { RULE_NAMES } from '#server/notifications/texts/rule-names.ts';

const alert: AlertFacts = {
  ruleId: 'bp.crisis',
  lane: 'physiological',
  severity: 'critical',
  explanation: {
    ruleId: 'bp.crisis',
    ruleSet: 'china',
    ruleVersion: '2024.1',
    source: 'test',
    comparisons: [{ quantity: 'systolic', operator: '>=', threshold: 180 }],
    contributions: [
      {
        observationId: '01900000-0000-7000-8000-000000000001',
        effectiveAt: '2026-11-25T23:42:00.000Z',
        values: { systolic: 192, diastolic: 113 },
        unit: 'mmHg',
      },
    ],
  },
  patientName: 'Li Wei',
  region: 'CN',
  timeZone: 'Asia/Shanghai',
  glucoseUnit: 'mmol/L',
};

const all = (options: Omit<Parameters<typeof alertText>[1], 'locale'>): string[] =>
  LOCALES.flatMap((locale) =>
    RULE_IDS.flatMap((ruleId) =>
      SEVERITIES.map((severity) =>
        Object.values(alertText({ ...alert, ruleId, severity }, { locale, ...options })).join('\n'),
      ),
    ),
  );

describe('a message about an alert', () => {
  it.each([true, false])(
    'has no name, no value and no condition in it without the clinic’s leave (patient: %s)',
    (isPatient) => {
      const names = Object.values(RULE_NAMES).flatMap((name) => [name.en, name['zh-CN']]);
      // That a message did not arrive says nothing about anybody's body.
      const conditions = names.filter(
        (name) => !Object.values(RULE_NAMES['delivery.failed']).some((own) => own === name),
      );
      for (const text of all({ isPatient, mayCarryDetails: false })) {
        expect(text).not.toMatch(/Li Wei|192|113|mmHg/);
        expect(conditions.filter((condition) => text.includes(condition))).toEqual([]);
      }
    },
  );

  it('says whom and what it is about where the clinic allows it', () => {
    const options = { isPatient: false, mayCarryDetails: true };
    const english = alertText(alert, { locale: 'en', ...options });
    expect(english.title).toBe('Critical: Blood pressure at crisis level');
    expect(english.text).toMatch(/^Li Wei: 192\/113 mmHg, .*26.*07:42\n/);
    const chinese = alertText(alert, { locale: 'zh-CN', ...options });
    expect(chinese.title).toBe('危急：血压达危象水平');
    expect(chinese.text).toMatch(/^Li Wei：192\/113 mmHg, .*26.*07:42\n/);
  });

  it('shows glucose in the patient’s unit, with the meter’s limit', () => {
    const low = {
      observationId: '01900000-0000-7000-8000-000000000002',
      effectiveAt: '2026-11-25T23:42:00.000Z',
      values: { glucose: 20 },
      comparator: '<' as const,
      unit: 'mg/dL',
    };
    const explanation = { ...alert.explanation, contributions: [low] };
    const options = { locale: 'en', isPatient: false, mayCarryDetails: true } as const;
    expect(alertText({ ...alert, explanation }, options).text).toContain('<1.1 mmol/L');
    expect(alertText({ ...alert, explanation, glucoseUnit: 'mg/dL' }, options).text).toContain('<20 mg/dL');
  });

  it('says with the region’s number that Kanhu is no emergency service, always', () => {
    for (const isPatient of [true, false]) {
      for (const mayCarryDetails of [true, false]) {
        for (const text of all({ isPatient, mayCarryDetails })) expect(text).toMatch(/\b120\b|120。/);
      }
    }
    expect(
      alertText({ ...alert, region: 'US' }, { locale: 'en', isPatient: true, mayCarryDetails: false }).text,
    ).toContain('Kanhu is not an emergency service. In an emergency call 911.');
  });

  it('tells the patient what to do, and never about themselves as somebody in care', () => {
    for (const text of all({ isPatient: true, mayCarryDetails: true })) {
      expect(text).toMatch(/what to do|该怎么做/);
      expect(text).not.toMatch(/Li Wei|in your care/);
    }
  });
});
