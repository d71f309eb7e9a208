import { msg, str } from '@lit/localize';
import type { AlertCall } from '#contracts/alert.ts';

const TIER = /^tier:(\d+) (paged|unanswered|unreached|asked|again)( nobody)?$/;

/** Why a tier was called, from the machine-readable reason of its event; null for any other reason. */
export const tierReasonText = (reason: string): string | null => {
  const [, tier, why, nobody] = TIER.exec(reason) ?? [];
  if (tier === undefined || why === undefined) return null;
  const words = whyWords(tier, why);
  return nobody === undefined ? words : msg(str`${words}; nobody is there to be called`);
};

const whyWords = (tier: string, why: string): string => {
  switch (why) {
    case 'unanswered':
      return msg(str`tier ${tier}: nobody had answered in time`);
    case 'unreached':
      return msg(str`tier ${tier}: nobody before could be reached`);
    case 'again':
      return msg(str`tier ${tier}: called again from the beginning`);
    default:
      return msg(str`tier ${tier}`);
  }
};

export const targetWord = (kind: AlertCall['emptyTargets'][number]): string => {
  switch (kind) {
    case 'care-team':
      return msg('the care team');
    case 'roster':
      return msg('a roster');
    case 'anyone-on-call':
      return msg('anyone on call');
    case 'user':
      return msg('a person who left or sees no patients');
  }
};
