import { msg } from '@lit/localize';
import type { DeliveryChannel, DeliveryReason, DeliveryState } from '#contracts/channel.ts';

export const channelWord = (channel: DeliveryChannel): string => {
  switch (channel) {
    case 'in-app':
      return msg('on the page');
    case 'push':
      return msg('push message');
    case 'mail':
      return msg('e-mail');
    case 'sms':
      return msg('SMS');
    case 'voice':
      return msg('voice call');
    case 'wecom':
      return msg('WeChat Work');
  }
};

/** On a page, `queued` means that none of the person's pages was open to show it. */
export const deliveryStateWord = (channel: DeliveryChannel, state: DeliveryState): string => {
  switch (state) {
    case 'queued':
      return channel === 'in-app' ? msg('not shown yet') : msg('waiting to be sent');
    case 'sent':
      return msg('sent');
    case 'delivered':
      return msg('delivered');
    case 'failed':
      return msg('not delivered');
    case 'cancelled':
      return msg('not sent');
    case 'read':
      return msg('read');
  }
};

const WORDS: Record<DeliveryReason, () => string> = {
  'gave-up': () => msg('nothing took it in time'),
  refused: () => msg('refused: the address does not exist'),
  gone: () => msg('the browser’s subscription has ended'),
  undelivered: () => msg('it did not arrive'),
  answered: () => msg('somebody had taken the alert'),
  read: () => msg('it had been read on the page'),
  snoozed: () => msg('snoozed by the person'),
  'not-a-recipient': () => msg('no longer in the care team'),
  'endpoint-disabled': () => msg('switched off by the person'),
  'channel-off': () => msg('switched off by the clinic'),
};

export const isDeliveryReason = (reason: string): reason is DeliveryReason => Object.hasOwn(WORDS, reason);

/** Why a message failed or was not sent; a reason that has no words yet is shown as it is. */
export const deliveryReasonWord = (reason: string): string => (isDeliveryReason(reason) ? WORDS[reason]() : reason);
