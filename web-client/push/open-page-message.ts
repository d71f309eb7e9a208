/**
 * What the service worker says to a page whose notification was clicked. A type alone: a worker that shared code with the
 * pages would have to be a module, which not every browser takes.
 */
export type OpenPage = { type: 'kanhu:open-page'; path: string };
