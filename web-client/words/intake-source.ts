import { msg, str } from '@lit/localize';
import type { IntakeSource } from '#contracts/intake.ts';
import type { FailureCode } from '../data/request.ts';
import { agoText, momentText } from '../format/time.ts';
import type { IconName } from '../icons/icon.ts';
import { failureWords } from './failure.ts';

export type SourceState = { name: 'active' | 'revoked'; word: string; symbol: IconName };

/** Whether anything of it is taken, as a word with its sign. */
export const sourceState = ({ revokedAt }: IntakeSource): SourceState =>
  revokedAt === null
    ? { name: 'active', word: msg('may send'), symbol: 'circle-check' }
    : { name: 'revoked', word: msg('revoked'), symbol: 'circle-xmark' };

export const lastMessageWords = ({ lastReceivedAt }: IntakeSource, now: Date): string =>
  lastReceivedAt === null ? msg('nothing received yet') : msg(str`last message ${agoText(lastReceivedAt, now)}`);

/** Empty where only one secret is taken. */
export const earlierSecretWords = ({ previousSecretUntil }: IntakeSource, now: Date): string =>
  previousSecretUntil === null || new Date(previousSecretUntil) <= now
    ? ''
    : msg(str`the earlier secret is taken until ${momentText(previousSecretUntil, now)}`);

/** Secrets are made from one that the server has to be given: without it nothing helps but whoever runs it. */
export const sourceFailureWords = (code: FailureCode): string =>
  code === 'unavailable'
    ? msg('No secret could be made. The server may have no KANHU_WEBHOOK_SECRET: ask whoever runs it.')
    : failureWords(code);
