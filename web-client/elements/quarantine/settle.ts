import { failureCode } from '../../data/request.ts';

/**
 * Releases or discards a held reading. Answers with the event that tells that it waits no longer; where somebody else was
 * first, tells so at once and throws as the request did.
 */
export const settle = async (dialog: HTMLElement, run: () => Promise<unknown>): Promise<Event> => {
  try {
    await run();
  } catch (error) {
    if (failureCode(error) === 'conflict') dialog.dispatchEvent(new Event('kh-settled'));
    throw error;
  }
  return new Event('kh-settled');
};

declare global {
  interface GlobalEventHandlersEventMap {
    'kh-settled': Event;
  }
}
