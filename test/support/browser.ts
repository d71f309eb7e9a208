import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';

const CHROMIUM = process.env.KANHU_CHROMIUM ?? '/usr/bin/chromium';

export type BrowserOptions = {
  /** Language that pages find in `navigator.language`. */
  language?: string;
  /** Chromium's own camera and microphone: a moving picture and a beep each second. */
  hasFakeMedia?: boolean;
  /** What the microphone hears, over and over: a WAV file in place of the beep. */
  microphoneFile?: string;
  /** Whether the person says yes when asked for them; without that, what the context's permissions say counts. */
  isAgreeing?: boolean;
  /** Chromium sends no UDP to the machine that it runs on, unless it is told to: without it media take TCP. */
  hasUdp?: boolean;
  /** Web Bluetooth, which Chromium has behind a switch on Linux; for devices that are emulated. */
  hasBluetooth?: boolean;
};

/** A real Chromium without a window. Its profile is empty and gone afterwards. */
export const launchBrowser = async ({
  language = 'en-US',
  hasFakeMedia = false,
  microphoneFile,
  isAgreeing = true,
  hasUdp = false,
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
      ...(hasFakeMedia ? ['--use-fake-device-for-media-stream'] : []),
      ...(microphoneFile === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphoneFile}`]),
      ...(hasFakeMedia && isAgreeing ? ['--use-fake-ui-for-media-stream'] : []),
      ...(hasUdp ? ['--allow-loopback-in-peer-connection'] : []),
      ...(hasBluetooth ? ['--enable-blink-features=WebBluetooth'] : []),
    ],
  });
};
