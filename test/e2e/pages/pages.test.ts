import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import mqtt from 'mqtt';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { CreatedDevice } from '#contracts/device.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './overflow.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LOCALES = ['en', 'zh-CN'] as const;
const WIDTHS = [360, 1440] as const;
const THEMES = ['light', 'dark'] as const;

/** Each page of each role; `:alert` and `:patient` stand for real ids. */
const PAGES = {
  nobody: ['/'],
  patient: ['/', '/measure', '/measure/pair', '/health'],
  doctor: ['/', '/patients/:patient', '/alerts/:alert'],
  administrator: ['/', '/devices'],
} as const;

describe('every page in both languages, both widths and both themes', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let alertId: string;
  /** What any page complained about: nothing may be loaded from elsewhere, nothing may throw. */
  const complaints: string[] = [];

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    const { device, credentials } = CreatedDevice.parse(
      await (
        await people.doctor.send('POST', '/api/devices', {
          label: 'cuff',
          kinds: ['blood-pressure', 'glucose', 'heart-rate'],
        })
      ).json(),
    );
    await people.doctor.send('POST', `/api/devices/${device.id}/assignment`, { patientId: people.patient.patientId });
    const client = await mqtt.connectAsync(clinic.mqttUrl, { clientId: device.id, ...credentials });
    const measuredAt = new Date().toISOString();
    const readings = [
      { kind: 'blood-pressure', measuredAt, systolic: 191, diastolic: 113, pulse: 84, unit: 'mmHg' },
      { kind: 'glucose', measuredAt, value: 7.4, unit: 'mmol/L', specimen: 'capillary' },
      { kind: 'heart-rate', measuredAt, value: 74, unit: '/min', context: 'rest' },
    ];
    await client.publishAsync(readingsTopic(device.id), JSON.stringify(readings), { qos: 1 });
    await client.endAsync();
    const { alerts } = AlertList.parse(await (await people.doctor.get('/api/alerts?state=open')).json());
    alertId = alerts[0]?.id ?? '';
    expect(alertId).not.toBe('');
    browser = await launchBrowser();
    closers.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  const openAs = async (role: keyof typeof PAGES, locale: string): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    await page.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await page.goto(clinic.url);
    if (role !== 'nobody') {
      await signInOnPage(page, people[role]);
      await page.waitForFunction(
        () => document.querySelector('kh-app')?.shadowRoot?.querySelector('kh-sign-in-page') === null,
      );
    }
    return page;
  };

  const show = async (page: Page, path: string, theme: string, width: number): Promise<void> => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await page.setViewport({ width, height: 900 });
    const real = path.replace(':alert', alertId).replace(':patient', people.patient.patientId);
    await page.goto(`${clinic.url}${real}`, { waitUntil: 'networkidle2' });
    await vi.waitFor(async () => expect((await pageText(page)).length).toBeGreaterThan(60), { timeout: 15_000 });
  };

  const violations = async (page: Page): Promise<string[]> => {
    await page.evaluate(AXE);
    const { violations: found } = (await page.evaluate('axe.run(document)')) as AxeResults;
    return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${JSON.stringify(target)}`));
  };

  for (const role of Object.keys(PAGES) as (keyof typeof PAGES)[]) {
    it.each(LOCALES)(`${role} in %s: nothing overflows, axe finds nothing`, async (locale) => {
      const page = await openAs(role, locale);
      for (const path of PAGES[role]) {
        for (const width of WIDTHS) {
          const theme = THEMES[WIDTHS.indexOf(width)] ?? 'light';
          await show(page, path, theme, width);
          expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale);
          expect(await findOverflow(page), `${role} ${path} ${locale} ${width} px`).toEqual([]);
          expect(await violations(page), `${role} ${path} ${locale} ${theme}`).toEqual([]);
        }
      }
    });
  }

  it('loads nothing from elsewhere, breaks no content policy and throws nothing on any of them', () => {
    expect(complaints).toEqual([]);
  });
});
