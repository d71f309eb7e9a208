import { msg } from '@lit/localize';
import type { DIPPING_PATTERNS } from '#contracts/metrics.ts';

/** What blood pressure does at night. */
export const dippingWord = (pattern: (typeof DIPPING_PATTERNS)[number]): string => {
  switch (pattern) {
    case 'extreme':
      return msg('extreme dipping');
    case 'normal':
      return msg('normal dipping');
    case 'reduced':
      return msg('reduced dipping');
    case 'rising':
      return msg('rises at night');
  }
};
