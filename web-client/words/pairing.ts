import { msg, str } from '@lit/localize';
import type { Obstacle } from '../bluetooth/support.ts';
import type { Delivery, PairingProblem, PairingStep } from '../controllers/pairing-state.ts';

/** Why this browser cannot pair anything, and what to do instead. */
export const obstacleWords = (obstacle: Obstacle): string => {
  switch (obstacle) {
    case 'apple':
      return msg(
        'iPhones and iPads cannot connect to a device from a web page. Please type in what your device shows, or use an Android phone or a computer.',
      );
    case 'browser':
      return msg(
        'This browser cannot connect to devices. Please open Kanhu in Chrome or Edge, on an Android phone or a computer. Or type in what your device shows.',
      );
    case 'insecure':
      return msg(
        'Browsers connect to devices only on secure pages (https). Please tell your care team. Until then, type in what your device shows.',
      );
    case 'switched-off':
      return msg('Bluetooth is off, or this phone or computer has none. Switch it on in the settings, then try again.');
  }
};

export const problemWords = (problem: PairingProblem): string => {
  switch (problem) {
    case 'cancelled':
      return msg(
        'No device was chosen. If yours was not in the list: switch it on, bring it close, and start its Bluetooth as its manual says.',
      );
    case 'refused':
      return msg('The browser was not allowed to use Bluetooth. Allow it when the browser asks, then try again.');
    case 'out-of-reach':
      return msg('The device did not answer. Switch it on, bring it close, and try again.');
    case 'not-supported':
      return msg('This device does not send readings in a way that Kanhu understands. Please type in what it shows.');
    case 'offline':
      return msg('No connection to Kanhu. Check the network, then try again.');
    case 'failed':
      return msg('That did not work. Switch the device off and on again, then try once more.');
  }
};

export const stepWord = (step: PairingStep): string => {
  switch (step) {
    case 'choose':
      return msg('Choose your device in the list');
    case 'connect':
      return msg('Connecting to the device');
    case 'register':
      return msg('Telling Kanhu that it is yours');
    case 'listen':
      return msg('Getting ready for your readings');
  }
};

/** What became of what the device said. */
export const deliveryWords = ({ received, saved, waiting, isOnline }: Delivery): string => {
  if (received === 0) return msg('No reading yet. Measure now, as you always do.');
  if (waiting === 0) return msg(str`Received: ${received} · Saved: ${saved}`);
  return isOnline
    ? msg(str`Received: ${received} · Saved: ${saved}. Saving the rest now.`)
    : msg(
        str`Received: ${received} · Saved: ${saved}. No connection: ${waiting} are kept here and sent when it is back. If you close this page, open it again later.`,
      );
};
