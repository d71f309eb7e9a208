import { msg } from '@lit/localize';
import type { FailureCode } from '../data/request.ts';

/** What happened and what to do, for any request that did not work. */
export const failureWords = (code: FailureCode): string => {
  switch (code) {
    case 'offline':
      return msg('No connection to Kanhu. Check the network and try again. Nothing you typed is lost.');
    case 'unavailable':
      return msg('Kanhu is not available just now. Please try again in a moment.');
    case 'unauthenticated':
      return msg('You are signed out. Please sign in again.');
    case 'forbidden':
      return msg('You may not do this.');
    case 'not_found':
      return msg('This does not exist, or it is not yours to see.');
    case 'conflict':
      return msg('Somebody else was first. The page now shows what they did.');
    case 'rate_limited':
      return msg('Too many attempts. Please wait a minute and try again.');
    case 'invalid':
      return msg('Something in the form is not right. Please check it.');
    case 'internal':
      return msg('Something went wrong on our side. Please try again.');
  }
};
