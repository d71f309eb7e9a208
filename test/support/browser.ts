import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';

const CHROMIUM = process.env.KANHU_CHROMIUM ?? '/usr/bin/chromium';

export type BrowserOptions = {
  /** Language that pages find in `navigator.language`. */
  language?: string;
  /** Chromium's own camera and microphone: a moving picture and a beep each second. */
  hasFakeMedia?: boolean;
  /** Web Bluetooth, which Chromium has behind a switch on Linux; for devices that are emulated. */
  hasBluetooth?: boolean;
};

/** A real Chromium without a window. Its profile is empty and gone afterwards. */
export const launchBrowser = async ({
  language = 'en-US',
  hasFakeMedia = false,
  hasBluetooth = false,
}: BrowserOptions = {}): Promise<Browser> => {
  if (!existsSync(CHROMIUM)) throw new Error(`${CHROMIUM} is missing: node tools/bootstrap.mjs test`);
  return puppeteer.launch({
    executablePath: CHROMIUM,
    headless: true,
    env: { ...process.env, LANGUAGE: language.replace('-', '_') },
    args: [
      '--no-sandbox',
      '--headless=new',
      '--disable-gpu',
      '--disable-background-networking',
      // Its maker's push service is nowhere: a test means the same with and without the internet.
      '--gcm-checkin-url=http://127.0.0.1:9/',
      '--gcm-registration-url=http://127.0.0.1:9/',
      '--disable-dev-shm-usage',
      '--no-first-run',
      `--lang=${language}`,
      '--autoplay-policy=no-user-gesture-required',
      ...(hasFakeMedia ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []),
      ...(hasBluetooth ? ['--enable-blink-features=WebBluetooth'] : []),
    ],
  });
};
