import { navigate } from '../routing/navigate.ts';
import type { OpenPage } from './open-page-message.ts';

const isOpenPage = (data: unknown): data is OpenPage => {
  const type: OpenPage['type'] = 'kanhu:open-page';
  return typeof data === 'object' && data !== null && (data as Partial<OpenPage>).type === type;
};

/** Goes where a clicked notification leads. Without https there is no service worker, and nothing to follow. */
export const followNotifications = (): void => {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isOpenPage(data)) navigate(data.path);
  });
};
