import { msg } from '@lit/localize';
import type { RuleSetId } from '#contracts/rule.ts';

export const ruleSetWord = (ruleSet: RuleSetId): string => {
  switch (ruleSet) {
    case 'china':
      return msg('Chinese guideline');
    case 'us':
      return msg('US guideline');
    case 'eu':
      return msg('European guideline');
    case 'pregnancy':
      return msg('Pregnancy');
  }
};
