import { webBluetooth } from './web-bluetooth.ts';

/** Why nothing can be paired here, or null where it can. */
export type Obstacle = 'apple' | 'insecure' | 'browser' | 'switched-off';

/** No browser on an iPhone or iPad has Web Bluetooth: they all are Safari inside. An iPad calls itself a Mac. */
const isApplePhone = (): boolean =>
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes('Macintosh') && navigator.maxTouchPoints > 1);

export const findObstacle = async (): Promise<Obstacle | null> => {
  const bluetooth = webBluetooth();
  if (bluetooth === null) {
    if (isApplePhone()) return 'apple';
    return isSecureContext ? 'browser' : 'insecure';
  }
  return (await bluetooth.getAvailability()) ? null : 'switched-off';
};
