import type { Page } from 'puppeteer-core';

type ClockedWindow = Window & { aheadMs?: number };

/** In a page before its own code: a clock that a test may put forward, with the server's clock as the page hears of it. */
export const useOwnClock = (): void => {
  const aheadMs = (): number => (window as ClockedWindow).aheadMs ?? 0;
  const realNow = Date.now.bind(Date);
  Date.now = () => realNow() + aheadMs();
  const realFetch = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const response = await realFetch(...request);
    if (!response.ok || !new URL(response.url).pathname.endsWith('/repeats')) return response;
    const answer = (await response.json()) as { answeredAt: string };
    return Response.json({ ...answer, answeredAt: new Date(Date.parse(answer.answeredAt) + aheadMs()).toISOString() });
  };
};

export const putForward = (page: Page, ms: number): Promise<void> =>
  page.evaluate((by) => {
    const clocked = window as ClockedWindow;
    clocked.aheadMs = (clocked.aheadMs ?? 0) + by;
  }, ms);
