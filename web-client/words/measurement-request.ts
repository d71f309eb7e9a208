import { msg } from '@lit/localize';
import type { ReadingKind } from '#contracts/reading.ts';

/** For the patient: what the care team wants. */
export const askedWords = (kind: ReadingKind): string => {
  switch (kind) {
    case 'blood-pressure':
      return msg('Please measure your blood pressure now');
    case 'glucose':
      return msg('Please measure your blood sugar now');
    case 'heart-rate':
      return msg('Please measure your heart rate now');
  }
};

/** For the care team: what the button does. */
export const askWords = (kind: ReadingKind): string => {
  switch (kind) {
    case 'blood-pressure':
      return msg('Ask for a blood pressure reading');
    case 'glucose':
      return msg('Ask for a finger-stick');
    case 'heart-rate':
      return msg('Ask for a heart rate reading');
  }
};
