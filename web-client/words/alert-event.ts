import { msg } from '@lit/localize';
import type { AlertEventType, DELIVERY_CHANNELS, DELIVERY_STATES } from '#contracts/alert.ts';

export const alertEventWord = (type: AlertEventType): string => {
  switch (type) {
    case 'raised':
      return msg('Raised');
    case 're-raised':
      return msg('Raised again');
    case 'severity-raised':
      return msg('Severity raised');
    case 'moved-to-late':
      return msg('Moved to late findings');
    case 'confirmed':
      return msg('Confirmed by a repeat');
    case 'unconfirmed':
      return msg('Not confirmed by the repeat');
    case 'paged':
      return msg('Clinicians paged');
    case 'cleared':
      return msg('Values back to normal');
    case 'corrected':
      return msg('Corrected: a reading does not count');
    case 'onset-moved':
      return msg('Began at another time, as a late reading shows');
    case 'acknowledged':
      return msg('Taken');
    case 'escalated':
      return msg('Escalated');
    case 'snoozed':
      return msg('Snoozed');
    case 'resolved':
      return msg('Resolved');
    case 'withdrawn':
      return msg('Withdrawn');
    case 'call-started':
      return msg('Call started');
    case 'call-ended':
      return msg('Call ended');
    case 'feedback':
      return msg('Feedback given');
  }
};

export const channelWord = (channel: (typeof DELIVERY_CHANNELS)[number]): string => {
  switch (channel) {
    case 'in-app':
      return msg('on the page');
    case 'push':
      return msg('push message');
    case 'mail':
      return msg('e-mail');
    case 'webhook':
      return msg('other system');
  }
};

/** On a page, `queued` means that none of the person's pages was open to show it. */
export const deliveryStateWord = (
  channel: (typeof DELIVERY_CHANNELS)[number],
  state: (typeof DELIVERY_STATES)[number],
): string => {
  switch (state) {
    case 'queued':
      return channel === 'in-app' ? msg('not shown yet') : msg('waiting to be sent');
    case 'sent':
      return msg('sent');
    case 'delivered':
      return msg('delivered');
    case 'failed':
      return msg('not delivered');
    case 'read':
      return msg('read');
  }
};
