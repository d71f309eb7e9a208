import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMediaBrowser, type MediaBrowser } from '#test/support/media-browser.ts';

const open = (page: Page, options: { camera?: boolean | string; microphone?: boolean | string } = {}) =>
  page.evaluate((given) => window.kanhuMedia.openLocalMedia(given), options);

describe('opening camera and microphone', () => {
  describe('where there are some', () => {
    let chromium: MediaBrowser;
    let page: Page;

    beforeAll(async () => {
      chromium = await startMediaBrowser();
      page = await chromium.openPage();
    });
    afterAll(() => chromium.close());

    it('gives both, and stops both', async () => {
      const opened = await open(page);
      expect(opened).toMatchObject({ problems: {}, states: ['ended', 'ended'] });
      expect(opened).toHaveProperty('camera', expect.stringContaining('fake'));
      expect(opened).toHaveProperty('microphone', expect.stringContaining('Fake'));
    });

    it('gives only what is asked for', async () => {
      expect(await open(page, { camera: false })).toMatchObject({ camera: null, problems: {} });
      expect(await open(page, { camera: false, microphone: false })).toMatchObject({ problems: {} });
    });

    it('lists devices, and opens the one that is chosen', async () => {
      await open(page);
      const devices = await page.evaluate(() => window.kanhuMedia.listDevices());
      expect(new Set(devices.map(({ kind }) => kind))).toEqual(new Set(['camera', 'microphone', 'speaker']));
      const camera = devices.find(({ kind }) => kind === 'camera');
      const opened = await open(page, { camera: camera?.deviceId ?? '', microphone: false });
      expect(opened).toMatchObject({ camera: camera?.label });
    });

    it('goes on with a microphone alone when the chosen camera is gone, and says so', async () => {
      const opened = await open(page, { camera: 'a-camera-that-was-unplugged' });
      expect(opened).toMatchObject({ camera: null, problems: { camera: 'no-device' } });
      expect(opened).toHaveProperty('microphone', expect.any(String));
    });

    it('is refused where the page is not secure', async () => {
      const context = await chromium.browser.createBrowserContext();
      const insecure = await context.newPage();
      await insecure.goto(chromium.origin);
      await insecure.waitForFunction(() => 'kanhuMedia' in window);
      // What a page over plain http from another machine finds.
      await insecure.evaluate(() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined }));
      expect(await open(insecure)).toEqual({ problems: { camera: 'insecure', microphone: 'insecure' } });
      await context.close();
    });
  });

  it('is refused when the person says no, and half of it when they say no to half', async () => {
    const chromium = await startMediaBrowser({ isAgreeing: false });
    try {
      const page = await chromium.openPage();
      const answer = (camera: PermissionState, microphone: PermissionState) =>
        page
          .browserContext()
          .setPermission(
            chromium.origin,
            { permission: { name: 'camera' }, state: camera },
            { permission: { name: 'microphone' }, state: microphone },
          );
      await answer('denied', 'denied');
      expect(await open(page)).toEqual({ problems: { camera: 'no-permission', microphone: 'no-permission' } });
      await answer('denied', 'granted');
      const heard = await open(page);
      expect(heard).toMatchObject({ camera: null, problems: { camera: 'no-permission' } });
      expect(heard).toHaveProperty('microphone', expect.any(String));
    } finally {
      await chromium.close();
    }
  });

  it('is refused where there are none', async () => {
    const chromium = await startMediaBrowser({ hasDevices: false });
    try {
      const page = await chromium.openPage();
      expect(await open(page)).toEqual({ problems: { camera: 'no-device', microphone: 'no-device' } });
      expect(await open(page, { camera: false })).toEqual({ problems: { microphone: 'no-device' } });
    } finally {
      await chromium.close();
    }
  });
});
