import { msg, str } from '@lit/localize';
import type { Patient } from '#contracts/patient.ts';
import { ageInYears } from '../format/time.ts';

export const sexWord = (sex: Patient['sex']): string => {
  switch (sex) {
    case 'female':
      return msg('female');
    case 'male':
      return msg('male');
    case 'other':
      return msg('other sex');
    case 'unknown':
      return msg('sex unknown');
  }
};

/** `78 years, female` */
export const ageAndSex = (patient: Pick<Patient, 'birthDate' | 'sex'>, now: Date): string =>
  msg(str`${ageInYears(patient.birthDate, now)} years, ${sexWord(patient.sex)}`);

/** Conditions are kept as words of the clinic; the common ones are known in both languages. */
export const conditionWord = (condition: string): string => {
  switch (condition) {
    case 'hypertension':
      return msg('hypertension');
    case 'type-1-diabetes':
      return msg('type 1 diabetes');
    case 'type-2-diabetes':
      return msg('type 2 diabetes');
    case 'heart-failure':
      return msg('heart failure');
    case 'atrial-fibrillation':
      return msg('atrial fibrillation');
    case 'gestational-hypertension':
      return msg('gestational hypertension');
    case 'pregnancy':
      return msg('pregnancy');
    default:
      return condition;
  }
};
