import type { OpenPage } from '../push/open-page-message.ts';
import type { WindowClient, WorkerScope } from './worker-scope.ts';

/** A window with a call in it is left alone: whoever talks to a patient is not taken away from them by a click. */
const isInCall = ({ url }: WindowClient): boolean => /^\/(?:visits|call)\//.test(new URL(url).pathname);

/** Shows a page of ours: in a window that is open, without loading it anew, else in a new one. */
export const openPage = async ({ clients }: WorkerScope, path: string): Promise<void> => {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const window = windows.find((each) => !isInCall(each));
  if (window === undefined) {
    await clients.openWindow(path);
    return;
  }
  window.postMessage({ type: 'kanhu:open-page', path } satisfies OpenPage);
  // The page is shown either way; browsers refuse to bring a window to the front without a person's click.
  await window.focus().catch(() => undefined);
};
