import mqtt from 'mqtt';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { CreatedDevice } from '#contracts/device.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import type { Relation } from '#contracts/relative.ts';
import { newId } from '#database/ids.ts';
import { deviceClocks, observations, relatives } from '#database/schema/index.ts';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { addEndpoint } from '#test/support/endpoints.ts';
import { createSource } from '#test/support/intake.ts';
import { createRoster, wholeDays } from '#test/support/on-call.ts';
import { createClinic, type Clinic as People, type Person } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './overflow.ts';
import { findSmallTargets } from './small-targets.ts';

const LOCALES = ['en', 'zh-CN'] as const;
const WIDTHS = [360, 1440] as const;
const THEMES = ['light', 'dark'] as const;

/** Each page of each role; `:alert` and `:patient` stand for real ids. */
const PAGES = {
  nobody: ['/', '/stop/01900000-0000-7000-8000-000000000000~AAAAAAAAAAAAAAAAAAAAAA'],
  patient: [
    ...['/', '/measure', '/measure?series', '/measure?guided=begin', '/measure?kind=blood-pressure', '/health'],
    ...['/measure/pair', '/messages', '/devices', '/claim', '/notifications', '/check'],
  ],
  doctor: [
    ...['/', '/patients/:patient', '/patients/:patient/thresholds', '/alerts/:alert'],
    ...['/devices', '/sources', '/quarantine', '/on-call', '/escalation', '/clinic', '/analytics', '/analytics/visits'],
    ...['/notifications', '/check', '/nowhere'],
  ],
  administrator: [
    ...[
      '/',
      '/devices',
      '/sources',
      '/on-call',
      '/escalation',
      '/clinic',
      '/analytics',
      '/analytics/visits',
      '/notifications',
    ],
  ],
} as const;

/** Every range of glucose, so that the bar of shares has all its parts. */
const twoDaysOfSensor = (patientId: string): (typeof observations.$inferInsert)[] =>
  Array.from({ length: 2 * 96 + 1 }, (_, i) => {
    const id = newId();
    const at = new Date(Date.now() - (i + 1) * 15 * 60_000);
    const glucose = [50, 62, 120, 140, 160, 210, 270][i % 7] ?? 120;
    const times = { measuredAt: at, effectiveAt: at, receivedAt: at };
    return {
      id,
      patientId,
      kind: 'glucose',
      source: 'cgm-1',
      sourceKey: `m:${id}`,
      glucose,
      specimen: 'interstitial',
      ...times,
    };
  });

describe('every page in both languages, both widths and both themes', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let alertId: string;
  /** What any page complained about: nothing may be loaded from elsewhere, nothing may throw. */
  const complaints: string[] = [];

  beforeAll(async () => {
    // Nothing listens there: all that is shown of a channel is on its pages.
    clinic = await startTestClinic({ KANHU_MAIL_URL: 'smtp://127.0.0.1:9', KANHU_MAIL_FROM: 'kanhu@clinic.example' });
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    const [cuff, meter] = [await addDevice('cuff'), await addDevice('meter')];
    const at = new Date();
    const aheadMs = 8 * 3_600_000;
    await clinic.db.insert(deviceClocks).values({ deviceId: meter.id, aheadMs, knownSince: at, learnedAt: at });
    const measuredAt = at.toISOString();
    await cuff.publish([
      { kind: 'blood-pressure', measuredAt, systolic: 224, diastolic: 113, pulse: 84, unit: 'mmHg' },
      { kind: 'glucose', measuredAt, value: 7.4, unit: 'mmol/L', specimen: 'capillary' },
      { kind: 'heart-rate', measuredAt, value: 74, unit: '/min', context: 'rest' },
    ]);
    await cuff.publish([
      { kind: 'glucose', measuredAt, value: 5.5, unit: 'mg/dL', specimen: 'capillary' },
      { kind: 'glucose', measuredAt, value: 'Lo', unit: 'mg/dL', specimen: 'capillary', userSlot: 2 },
    ]);
    // As the gateway corrects it; which devices are ahead it looks up twice a minute, and not for a test.
    await clinic.db.insert(observations).values({
      ...{
        id: newId(),
        patientId: people.patient.patientId,
        kind: 'glucose',
        source: meter.id,
        sourceKey: 'm:corrected',
      },
      ...{ glucose: 113.5, specimen: 'capillary', flags: ['clock-corrected'] },
      ...{ measuredAt: new Date(at.getTime() + aheadMs), effectiveAt: at, receivedAt: at },
    });
    await clinic.db.insert(observations).values(twoDaysOfSensor(people.patient.patientId));
    await addRoster();
    await addEndpoints();
    const { alerts } = AlertList.parse(await (await people.doctor.get('/api/alerts?state=open')).json());
    alertId = alerts[0]?.id ?? '';
    expect(alertId).not.toBe('');
    await writeMessages();
    await createSource(clinic.url, people.administrator, 'health-app');
    const link = { externalUserId: 'user1432', patientId: people.patient.patientId };
    expect((await people.doctor.send('POST', '/api/intake-sources/health-app/links', link)).status).toBe(200);
    browser = await launchBrowser();
    closers.push(() => browser.close());
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  /** Of both sides, from an alert and from none, with words that are too long for a line. */
  const writeMessages = async (): Promise<void> => {
    const path = `/api/patients/${people.patient.patientId}/messages`;
    const write = async (who: Person, body: string, from = {}): Promise<void> => {
      expect((await who.send('POST', path, { body, key: newId(), ...from })).status).toBe(201);
    };
    await write(people.doctor, 'Have you taken your tablets today?', { alertId });
    await write(people.patient, `Only one.\n${'x'.repeat(80)} <b>not bold</b>`);
    await write(people.nurse, 'Please take the second one now, and measure again in an hour.');
  };

  /** Each way in which an endpoint can stand. */
  const addEndpoints = async (): Promise<void> => {
    const own = { userId: people.doctor.userId, channel: 'mail' } as const;
    const at = new Date(Date.now() - 3_600_000);
    await addEndpoint(clinic.db, { ...own, address: 'new@example.org', verifiedAt: null });
    await addEndpoint(clinic.db, { ...own, address: 'fails@example.org', lastFailureAt: at, failingSince: at });
    await addEndpoint(clinic.db, { ...own, address: 'works@example.org', lastSuccessAt: at });
    const ended = { address: null, disabledAt: at, disabledReason: 'gone' } as const;
    await addEndpoint(clinic.db, { ...own, channel: 'push', label: 'Chrome · Android', ...ended });
    await addRelatives(at);
  };

  /** Told, asked, having stopped it, and known by name only. */
  const addRelatives = async (at: Date): Promise<void> => {
    const { userId, patientId } = people.patient;
    const add = async (name: string, relation: Relation): Promise<string> => {
      const id = newId();
      await clinic.db.insert(relatives).values({ id, patientId, name, relation, addedBy: userId, addedAt: at });
      return id;
    };
    const own = { userId, channel: 'mail', tellFrom: 'critical', label: 'E-mail' } as const;
    const told = { ...own, relativeId: await add('Li Na', 'child') };
    await addEndpoint(clinic.db, { ...told, address: 'na@example.org', lastSuccessAt: at });
    await addEndpoint(clinic.db, { ...told, address: 'na2@example.org', verifiedAt: null });
    const stopped = { address: null, disabledAt: at, disabledReason: 'stopped' } as const;
    await addEndpoint(clinic.db, { ...own, relativeId: await add('Chen Jie', 'friend'), ...stopped });
    await add('Li Qiang', 'sibling');
  };

  /** A device of the patient's. */
  const addDevice = async (label: string) => {
    const kinds = ['blood-pressure', 'glucose', 'heart-rate'];
    const response = await people.doctor.send('POST', '/api/devices', { label, kinds });
    const { device, credentials } = CreatedDevice.parse(await response.json());
    await people.doctor.send('POST', `/api/devices/${device.id}/assignment`, { patientId: people.patient.patientId });
    return {
      id: device.id,
      publish: async (readings: readonly object[]): Promise<void> => {
        const client = await mqtt.connectAsync(clinic.mqttUrl, { clientId: device.id, ...credentials });
        await client.publishAsync(readingsTopic(device.id), JSON.stringify(readings), { qos: 1 });
        await client.endAsync();
      },
    };
  };

  /** Turns for two days, a cover of one of them, and nobody afterwards. */
  const addRoster = async (): Promise<void> => {
    const { administrator, doctor, nurse } = people;
    const { id } = await createRoster(administrator, 'Doctors of the clinic');
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const shift = wholeDays([doctor, nurse], inDays(0).slice(0, 10), { validTo: inDays(1).slice(0, 10) });
    await administrator.send('POST', `/api/on-call/rosters/${id}/shifts`, {
      ...shift,
      startsAt: '00:00',
      endsAt: '00:00',
    });
    const cover = { personId: people.outsider.userId, insteadOf: doctor.userId, from: inDays(0), to: inDays(1) };
    await doctor.send('POST', `/api/on-call/rosters/${id}/covers`, { ...cover, reason: 'at a conference' });
  };

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
    // The shell is there before its page is.
    await page.waitForSelector('>>> h1');
    await vi.waitFor(async () => expect((await pageText(page)).length).toBeGreaterThan(60), { timeout: 15_000 });
  };

  const checkPages = async (role: keyof typeof PAGES, locale: string): Promise<void> => {
    const page = await openAs(role, locale);
    for (const path of PAGES[role]) {
      for (const width of WIDTHS) {
        const theme = THEMES[WIDTHS.indexOf(width)] ?? 'light';
        await show(page, path, theme, width);
        expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale);
        expect(await findOverflow(page), `${role} ${path} ${locale} ${width} px`).toEqual([]);
        expect(await axeViolations(page), `${role} ${path} ${locale} ${theme}`).toEqual([]);
        if (width === 360) expect(await findSmallTargets(page), `${role} ${path} ${locale}`).toEqual([]);
      }
    }
  };

  // Both languages side by side, in windows of their own: most of the time goes by until a page asks for nothing more.
  for (const role of Object.keys(PAGES) as (keyof typeof PAGES)[]) {
    it(`${role}: nothing overflows, axe finds nothing`, async () => {
      await Promise.all(LOCALES.map((locale) => checkPages(role, locale)));
    });
  }

  it.each(LOCALES)(
    'shows a patient the one main button on the first screen of a small phone, in %s',
    async (locale) => {
      const page = await openAs('patient', locale);
      for (const path of ['/', '/measure?guided=begin']) {
        await show(page, path, 'light', 360);
        await page.setViewport({ width: 360, height: 780 });
        const button = await page.waitForSelector('kh-app >>> main >>> wa-button[variant=brand]');
        const { y, height } = (await button?.boundingBox()) ?? { y: Infinity, height: 0 };
        const nav = await (await page.waitForSelector('kh-app >>> nav'))?.boundingBox();
        expect(y + height, path).toBeLessThanOrEqual(nav?.y ?? 0);
      }
    },
  );

  it('draws an apostrophe in English as narrow as it is, whatever faces the system has', async () => {
    const page = await openAs('nobody', 'en');
    const inEms = await page.evaluate(() => {
      const mark = Object.assign(document.createElement('span'), { textContent: '’' });
      mark.style.fontSize = '100px';
      document.body.append(mark);
      const { width } = mark.getBoundingClientRect();
      mark.remove();
      return width / 100;
    });
    expect(inEms).toBeLessThan(0.5);
  });

  it('remembers whether a doctor found an alert useful, and lets them say otherwise', async () => {
    const page = await openAs('doctor', 'en');
    const choice = (useful: boolean) => `kh-app >>> kh-alert-feedback >>> input[value=${String(useful)}]`;
    const isChosen = (useful: boolean) =>
      page.$eval(choice(useful), (input) => (input as HTMLInputElement).checked).catch(() => null);
    for (const useful of [false, true]) {
      await show(page, '/alerts/:alert', 'light', 1440);
      await page.locator(choice(useful)).click();
      await vi.waitFor(async () => expect(await pageText(page)).toContain('Saved'), { timeout: 15_000 });
      await page.reload();
      await vi.waitFor(async () => expect(await isChosen(useful)).toBe(true), { timeout: 15_000 });
      expect(await isChosen(!useful)).toBe(false);
    }
  }, 120_000);

  it('a doctor reads in the table what a device with a wrong clock said', async () => {
    const page = await openAs('doctor', 'en');
    await show(page, '/patients/:patient', 'light', 1440);
    const button = await page.waitForSelector('>>> kh-glucose-chart >>> button[aria-pressed="false"]');
    await button?.click();
    await page.waitForSelector('>>> kh-glucose-chart >>> table');
    const readRows = (): Promise<string[]> =>
      page.$$eval('>>> kh-glucose-chart >>> tbody tr', (found) => found.map((row) => row.textContent));
    await vi.waitFor(
      async () =>
        expect(
          (await readRows()).filter((row) => /device said/.test(row) && /6\.3/.test(row) && /time corrected/.test(row)),
        ).toHaveLength(1),
      { timeout: 15_000 },
    );
    expect(await axeViolations(page)).toEqual([]);
  });

  it('loads nothing from elsewhere, breaks no content policy and throws nothing on any of them', () => {
    expect(complaints).toEqual([]);
  });
});
