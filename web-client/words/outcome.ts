import { msg } from '@lit/localize';
import type { Outcome } from '../data/alerts.ts';

/** In the order of the list: from what is done most to what is done least. */
export const OUTCOME_ORDER = [
  'called',
  'advised',
  'treatment-changed',
  'referred',
  'emergency-services',
  'measurement-error',
  'no-action-needed',
  'technical-fixed',
] as const satisfies readonly Outcome[];

export const outcomeWord = (outcome: Outcome): string => {
  switch (outcome) {
    case 'called':
      return msg('Spoke with the patient');
    case 'advised':
      return msg('Advice given');
    case 'treatment-changed':
      return msg('Treatment changed');
    case 'referred':
      return msg('Referred');
    case 'emergency-services':
      return msg('Emergency services called');
    case 'measurement-error':
      return msg('Measurement error');
    case 'no-action-needed':
      return msg('No action needed');
    case 'technical-fixed':
      return msg('Technical problem mended');
  }
};

/** The outcome kept with a resolved alert; text from elsewhere is shown as it is. */
export const outcomeText = (outcome: string): string => {
  const known = OUTCOME_ORDER.find((each) => each === outcome);
  return known === undefined ? outcome : outcomeWord(known);
};
