import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { build, type Rolldown } from 'vite';
import { freeHttpPort } from './media-ports.ts';
import { takeLine } from './weak-line.ts';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-dev-shm-usage',
  // Pages behind another one are drawn and timed as if they were in front.
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
];

export type ChromiumOptions = {
  /** A camera and a microphone that Chromium invents. */
  hasDevices?: boolean;
  /** Whether the person says yes to every question; without that, what the context's permissions say counts. */
  isAgreeing?: boolean;
};

export const launchChromium = ({ hasDevices = true, isAgreeing = true }: ChromiumOptions = {}): Promise<Browser> =>
  puppeteer.launch({
    executablePath: process.env['KANHU_CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: [
      ...FLAGS,
      ...(hasDevices ? ['--use-fake-device-for-media-stream'] : []),
      ...(isAgreeing ? ['--use-fake-ui-for-media-stream'] : []),
    ],
  });

/** One script of all that `entry` (a file of this project) needs in a browser. */
export const bundleForBrowser = async (entry: string): Promise<string> => {
  const result = await build({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, modulePreload: false, rolldownOptions: { input: entry } },
  });
  const outputs = [result].flat().flatMap((each) => (each as Rolldown.RolldownOutput).output);
  const script = outputs.find((output) => output.type === 'chunk' && output.isEntry);
  if (script?.type !== 'chunk') throw new Error(`nothing came of bundling ${entry}`);
  return script.code;
};

/** Serves pages that run one script each, from an origin that counts as secure. */
export const servePages = async (
  scripts: Record<string, string>,
): Promise<{ url: string; close: () => Promise<void> }> => {
  const server = createServer((request, response) => {
    const script = scripts[(request.url ?? '').replace(/\.js$/, '')];
    if (script === undefined) response.writeHead(404).end();
    else if (request.url?.endsWith('.js')) response.setHeader('content-type', 'text/javascript').end(script);
    else {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><title>media</title><script type="module" src="${request.url ?? ''}.js"></script>`);
    }
  });
  const port = await freeHttpPort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const PAGE_SCRIPT = fileURLToPath(new URL('./media-page.ts', import.meta.url));

/** Chromium with pages that can join a media node. */
export type MediaBrowser = {
  browser: Browser;
  origin: string;
  /** With `linePort` its media take that way to the node. */
  openPage: (options?: { linePort?: number }) => Promise<Page>;
  close: () => Promise<void>;
};

export const startMediaBrowser = async (options: ChromiumOptions = {}): Promise<MediaBrowser> => {
  const pages = await servePages({ '/': await bundleForBrowser(PAGE_SCRIPT) });
  const browser = await launchChromium(options);
  return {
    browser,
    origin: pages.url,
    openPage: async ({ linePort } = {}) => {
      // A window of its own: a tab behind another one is not drawn.
      const page = await (await browser.createBrowserContext()).newPage();
      if (linePort !== undefined) await page.evaluateOnNewDocument(takeLine, linePort);
      await page.goto(pages.url);
      await page.waitForFunction(() => 'kanhuMedia' in window);
      return page;
    },
    close: async () => {
      await browser.close();
      await pages.close();
    },
  };
};
