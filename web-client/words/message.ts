import { msg, str } from '@lit/localize';

/** How many messages wait to be read, in words. */
export const unreadWords = (unread: number): string =>
  unread === 1 ? msg('1 unread message') : msg(str`${unread} unread messages`);
