import type { Browser } from 'puppeteer-core';

/** When a line about this alert stood in the page, rendered. */
export type Shown = { alertId: string; patientId: string; ruleId: string; at: number };

/** One line of the work-list. */
export type Line = Omit<Shown, 'at'>;

type AlertRow = HTMLElement & {
  alert?: { id: string; patientId: string; ruleId: string };
  updateComplete: Promise<boolean>;
};
type WatchedWindow = Window & { shownAlerts?: Shown[] };

/** Runs in the page: notes each line of the work-list once it has its words. */
const watchWorkList = async (): Promise<void> => {
  const find = (root: Document | ShadowRoot, name: string): HTMLElement | null => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      if (element.localName === name) return element;
      const inside = element.shadowRoot === null ? null : find(element.shadowRoot, name);
      if (inside !== null) return inside;
    }
    return null;
  };
  let list: HTMLElement | null = null;
  while (list?.shadowRoot == null) {
    list = find(document, 'kh-work-list-page');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const shown: Shown[] = [];
  (window as WatchedWindow).shownAlerts = shown;
  const known = new Set<string>();
  const note = async (row: AlertRow): Promise<void> => {
    await row.updateComplete;
    const { alert } = row;
    if (alert === undefined || known.has(alert.id) || !row.shadowRoot?.querySelector('a')) return;
    known.add(alert.id);
    shown.push({ alertId: alert.id, patientId: alert.patientId, ruleId: alert.ruleId, at: Date.now() });
  };
  new MutationObserver((mutations) => {
    for (const { addedNodes } of mutations) {
      for (const node of addedNodes) {
        if (!(node instanceof HTMLElement)) continue;
        const rows = node.localName === 'kh-alert-row' ? [node] : node.querySelectorAll<HTMLElement>('kh-alert-row');
        for (const row of rows) void note(row as AlertRow);
      }
    }
  }).observe(list.shadowRoot, { childList: true, subtree: true });
};

/** Runs in the page: which alert each line that stands there now is of. */
const listLines = (): Line[] => {
  const lines: Line[] = [];
  const visit = (root: Document | ShadowRoot): void => {
    for (const element of root.querySelectorAll<HTMLElement>('*')) {
      const { alert } = element as AlertRow;
      if (element.localName === 'kh-alert-row' && alert !== undefined)
        lines.push({ alertId: alert.id, patientId: alert.patientId, ruleId: alert.ruleId });
      if (element.shadowRoot !== null) visit(element.shadowRoot);
    }
  };
  visit(document);
  return lines;
};

export type WatchedPage = {
  /** When each line came to stand there. */
  shown(): Promise<Shown[]>;
  /** What stands there now. */
  lines(): Promise<Line[]>;
  close(): Promise<void>;
};

/** The work-list of someone who is signed in, in a real Chromium. */
export const openWatchedPage = async (browser: Browser, url: string, cookie: string): Promise<WatchedPage> => {
  const context = await browser.createBrowserContext();
  const [name = '', value = ''] = cookie.split('=');
  await context.setCookie({ name, value, domain: new URL(url).hostname, path: '/', httpOnly: true });
  const page = await context.newPage();
  await page.setViewport({ width: 1440, height: 900 });
  await page.goto(url);
  await page.evaluate(watchWorkList);
  return {
    shown: () => page.evaluate(() => (window as WatchedWindow).shownAlerts ?? []),
    lines: () => page.evaluate(listLines),
    close: () => context.close(),
  };
};
