import { msg } from '@lit/localize';
import type { Judgement } from '../ranges.ts';

/** The word beside a patient's value. */
export const judgementWord = (judgement: Judgement): string => {
  switch (judgement) {
    case 'very-low':
      return msg('Very low');
    case 'low':
      return msg('Low');
    case 'in-range':
      return msg('In your range');
    case 'high':
      return msg('A little high');
    case 'very-high':
      return msg('Very high');
  }
};
