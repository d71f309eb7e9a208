import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { EmulatedBluetooth, type EmulatedDevice } from '#test/support/emulated-bluetooth.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from '../pages/overflow.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WITHIN = { timeout: 30_000, interval: 200 };

const CUFF: EmulatedDevice = {
  address: '09:09:09:09:09:01',
  name: 'BP-7000',
  services: { 0x1810: { 0x2a35: { notify: true } }, 0x180f: { 0x2a19: { value: 77 } } },
};
const METER: EmulatedDevice = {
  address: '09:09:09:09:09:02',
  name: 'Meter',
  services: { 0x1808: { 0x2a18: { notify: true }, 0x2a34: { notify: true }, 0x2a52: { notify: true, write: true } } },
};
const STRAP: EmulatedDevice = {
  address: '09:09:09:09:09:03',
  name: 'Strap',
  services: { 0x180d: { 0x2a37: { notify: true } } },
};

/** Systolic, diastolic and mean in mmHg; by a clock that shows the time of Shanghai, or without a time. */
const bloodPressure = (systolic: number, diastolic: number, minutesFast?: number): string => {
  const bytes = Buffer.alloc(minutesFast === undefined ? 7 : 14);
  bytes.writeUInt16LE(systolic, 1);
  bytes.writeUInt16LE(diastolic, 3);
  bytes.writeUInt16LE(Math.round((systolic + 2 * diastolic) / 3), 5);
  if (minutesFast !== undefined) {
    const time = new Date(Date.now() + (8 * 60 + minutesFast) * 60_000);
    bytes.writeUInt8(0b10, 0);
    bytes.writeUInt16LE(time.getUTCFullYear(), 7);
    const clock = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()];
    bytes.set([time.getUTCMonth() + 1, time.getUTCDate(), ...clock], 9);
  }
  return bytes.toString('hex');
};

/** A result of a few minutes ago, by a clock that shows the time of Shanghai: 0.00063 kg/L are 63 mg/dL, capillary. */
const glucose = (sequence: number): string => {
  const time = new Date(Date.now() + (8 * 60 - 5) * 60_000);
  const bytes = Buffer.alloc(13);
  bytes.writeUInt8(0b10, 0);
  bytes.writeUInt16LE(sequence, 1);
  bytes.writeUInt16LE(time.getUTCFullYear(), 3);
  bytes.set([time.getUTCMonth() + 1, time.getUTCDate(), time.getUTCHours(), time.getUTCMinutes(), 0], 5);
  // SFLOAT: mantissa 63, exponent -5; then capillary whole blood from a finger.
  bytes.writeUInt16LE(0xb000 | 63, 10);
  bytes.writeUInt8(0x11, 12);
  return bytes.toString('hex');
};

describe('pairing a device in the browser, the Bluetooth device emulated, its notifications delivered as read values', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let bluetooth: EmulatedBluetooth;
  const complaints: string[] = [];

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  // The emulation is the whole browser's, and what it knows of a device cannot be taken back.
  beforeEach(async () => {
    browser = await launchBrowser({ hasBluetooth: true });
    context = browser.defaultBrowserContext();
    page = await openPage();
    bluetooth = await EmulatedBluetooth.create(browser, page);
    for (const device of [CUFF, METER, STRAP]) await bluetooth.add(device);
    await page.goto(clinic.url);
    await signInOnPage(page, people.patient);
    await expectText('Measure now');
    await page.goto(`${clinic.url}/measure/pair`);
    await expectText('Choose your device');
    return () => browser.close();
  });

  const openPage = async (): Promise<Page> => {
    const opened = await context.newPage();
    await opened.setViewport({ width: 360, height: 800 });
    opened.on('pageerror', (error) => complaints.push(String(error)));
    opened.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) complaints.push(message.text());
    });
    return opened;
  };

  const expectText = (text: string) => vi.waitFor(async () => expect(await pageText(page)).toContain(text), WITHIN);

  const choose = async (device: EmulatedDevice | null): Promise<void> => {
    bluetooth.choose(device);
    await page.locator('kh-app >>> kh-pair-page >>> #choose').click();
  };

  const pair = async (device: EmulatedDevice): Promise<void> => {
    await choose(device);
    await expectText('Your device is connected');
    await expectText(device.name);
  };

  const deviceCalled = async (label: string) => {
    const [device] = await clinic.sql<{ id: string; battery: number | null; isOnline: boolean }[]>`
      select id, battery_percent as battery, is_online as "isOnline" from devices where label = ${label}`;
    if (device === undefined) throw new Error(`no device is called ${label}`);
    return device;
  };
  const storedOf = async (label: string) => clinic.sql<Record<string, unknown>[]>`
    select o.patient_id as "patientId", o.systolic, coalesce(o.glucose, o.heart_rate) as value, o.meal, o.effective_at as "effectiveAt"
    from observations o join devices d on d.id = o.source where d.label = ${label} order by o.effective_at`;

  const examine = async (): Promise<void> => {
    for (const [width, theme] of [
      [360, 'light'],
      [1440, 'dark'],
    ] as const) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
      await page.setViewport({ width, height: 900 });
      expect(await findOverflow(page)).toEqual([]);
      await page.evaluate(AXE);
      const { violations } = (await page.evaluate('axe.run(document)')) as AxeResults;
      expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${String(target)}`))).toEqual([]);
    }
  };

  it('connects a cuff, sends its frame, and shows what the clinic read in it', async () => {
    await examine();
    await pair(CUFF);
    expect(bluetooth.heard).toEqual(['subscribe 2a35']);
    await expectText('No reading yet');
    await bluetooth.deliver(0x2a35, bloodPressure(128, 81));
    await expectText('Received: 1 · Saved: 1');
    await expectText('128/81');
    await expectText('In your range');
    await examine();
    expect(await storedOf(CUFF.name)).toMatchObject([{ patientId: people.patient.patientId, systolic: 128 }]);
    await vi.waitFor(
      async () => expect(await deviceCalled(CUFF.name)).toMatchObject({ battery: 77, isOnline: true }),
      WITHIN,
    );
    const audited = await clinic.sql<{ action: string }[]>`
      select action from audit_log where subject_id = ${(await deviceCalled(CUFF.name)).id} order by id`;
    expect(audited.map(({ action }) => action)).toEqual(['device:created', 'device:assigned', 'device:token-issued']);
  });

  it('asks a meter for its last result, keeps the meal said about it, and later asks from there on', async () => {
    await pair(METER);
    await vi.waitFor(() => expect(bluetooth.heard).toContain('write 2a52 0106'), WITHIN);
    await bluetooth.deliver(0x2a18, glucose(41));
    await expectText('Received: 1 · Saved: 1');
    // The context of result 41: a meal, fasting.
    await bluetooth.deliver(0x2a34, '02 2900 03');
    await expectText('Received: 2 · Saved: 2');
    await bluetooth.deliver(0x2a52, '06000101');
    await expectText('3.5');
    expect(await storedOf(METER.name)).toMatchObject([
      { patientId: people.patient.patientId, value: 63, meal: 'fasting' },
    ]);
    await bluetooth.disconnect(METER);
    await vi.waitFor(() => expect(bluetooth.heard.at(-1)).toBe('write 2a52 0103012900'), WITHIN);
    await bluetooth.deliver(0x2a52, '06000106');
    await vi.waitFor(() => expect(bluetooth.heard.at(-1)).toBe('write 2a52 0101'), WITHIN);
  });

  it('keeps what it hears without a connection, and a later page sends it with the time at which it was heard', async () => {
    await pair(STRAP);
    await bluetooth.deliver(0x2a37, '0048');
    await expectText('Received: 1 · Saved: 1');
    await page.setOfflineMode(true);
    const before = Date.now();
    await bluetooth.deliver(0x2a37, '0049');
    await bluetooth.deliver(0x2a37, '004a');
    await expectText('Received: 3 · Saved: 1. No connection: 2 are kept here');
    await examine();
    const heardBy = Date.now();
    await page.close();
    page = await openPage();
    await page.goto(`${clinic.url}/measure/pair`);
    await vi.waitFor(async () => expect(await storedOf(STRAP.name)).toHaveLength(3), WITHIN);
    const [, second, third] = await storedOf(STRAP.name);
    expect([second?.['value'], third?.['value']]).toEqual([73, 74]);
    for (const late of [second, third]) {
      const at = (late?.['effectiveAt'] as Date).getTime();
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(heardBy);
    }
    await vi.waitFor(async () => expect(await pageText(page)).not.toContain('still to be sent'), WITHIN);
  });

  it('goes on by itself when the network is back', async () => {
    await pair(STRAP);
    await page.setOfflineMode(true);
    await bluetooth.deliver(0x2a37, '0050');
    await expectText('No connection: 1 are kept here');
    await page.setOfflineMode(false);
    await expectText('Received: 1 · Saved: 1');
  });

  it('asks for a new token and goes on when its own is over', async () => {
    await pair(STRAP);
    await bluetooth.deliver(0x2a37, '0051');
    await expectText('Received: 1 · Saved: 1');
    const { id } = await deviceCalled(STRAP.name);
    const issued = async () =>
      (await clinic.sql`select 1 from audit_log where subject_id = ${id} and action = 'device:token-issued'`).length;
    const before = await issued();
    await clinic.sql`update device_tokens set expires_at = now() where device_id = ${id}`;
    await vi.waitFor(async () => expect(await issued()).toBe(before + 1), WITHIN);
    await bluetooth.deliver(0x2a37, '0052');
    await expectText('Received: 2 · Saved: 2');
  });

  it('throws nothing away when the device is no longer the person’s, and says so', async () => {
    await pair(STRAP);
    const { id } = await deviceCalled(STRAP.name);
    const unassigned = await people.doctor.send('DELETE', `/api/devices/${id}/assignment`, {
      patientId: people.patient.patientId,
    });
    expect(unassigned.ok).toBe(true);
    await vi.waitFor(async () => {
      await bluetooth.deliver(0x2a37, '0053');
      expect(await pageText(page)).toContain('Readings that cannot be sent');
    }, WITHIN);
    await examine();
    await page.locator('::-p-aria([name="Remove them here"][role="button"])').click();
    await vi.waitFor(async () => expect(await pageText(page)).not.toContain('Readings that cannot be sent'), WITHIN);
  });

  it('says when the device is gone, and connects again when it is back', async () => {
    await pair(CUFF);
    bluetooth.outOfReach.add(CUFF.address);
    await bluetooth.disconnect(CUFF);
    await expectText('Waiting for your device');
    await expectText('Many devices switch Bluetooth off after each reading');
    await examine();
    bluetooth.outOfReach.delete(CUFF.address);
    await expectText('Your device is connected');
    await bluetooth.deliver(0x2a35, bloodPressure(131, 84));
    await expectText('131/84');
    await expectText('Received: 1 · Saved: 1');
  });

  it('asks for a repeat of a very high value, and says what it came to', async () => {
    await pair(CUFF);
    await bluetooth.deliver(0x2a35, bloodPressure(192, 114));
    await expectText('Please measure once more');
    expect(await pageText(page)).toMatch(/192\/114.*Very high.*One very high value alone/);
    expect(await page.$('kh-app >>> kh-repeat-card >>> kh-countdown')).not.toBeNull();
    await examine();
    // A cuff whose clock is two minutes fast: believed as it is, and a repeat by its time.
    await bluetooth.deliver(0x2a35, bloodPressure(188, 112, 2));
    await expectText('Your care team has been told');
    await expectText('The second value is like the first');
    await examine();
  });

  it('says what to do when no device is chosen, and when it does not answer', async () => {
    await choose(null);
    await expectText('No device was chosen');
    await examine();
    bluetooth.outOfReach.add(CUFF.address);
    await choose(CUFF);
    await expectText('The device did not answer');
  });

  it('lets the person give up, and says nothing more about it', async () => {
    bluetooth.silent.add(CUFF.address);
    await choose(CUFF);
    await vi.waitFor(async () => expect(await page.$('kh-app >>> kh-pair-page >>> .mark.done')).not.toBeNull(), WITHIN);
    await examine();
    await page.locator('::-p-aria([name="Cancel"][role="button"])').click();
    await expectText('Choose your device');
    await sleep(500);
    expect(await pageText(page)).not.toContain('did not answer');
    bluetooth.silent.clear();
    await pair(CUFF);
  });

  it('takes only the person’s own readings from a cuff of two', async () => {
    await page.locator('kh-app >>> kh-pair-page >>> summary').click();
    await page.locator('::-p-aria([name="Yes, I am user 2 (B)"][role="radio"])').click();
    await pair(CUFF);
    const withUser = (systolic: number, user: number) => {
      const bytes = Buffer.from(`${bloodPressure(systolic, 80)}${user.toString(16).padStart(2, '0')}`, 'hex');
      bytes.writeUInt8(0b1000, 0);
      return bytes.toString('hex');
    };
    await bluetooth.deliver(0x2a35, withUser(117, 1));
    await bluetooth.deliver(0x2a35, withUser(122, 2));
    await expectText('Received: 2 · Saved: 2');
    await expectText('122/80');
    const systolics = (await storedOf(CUFF.name)).map(({ systolic }) => systolic);
    expect(systolics).toContain(122);
    expect(systolics).not.toContain(117);
    const [held] = await clinic.sql<{ count: number }[]>`
      select count(*)::int as count from quarantined_readings
      where reason = 'unassigned-device' and source in (select id from devices where label = ${CUFF.name})`;
    expect(held?.count).toBe(1);
  });

  it('breaks no content policy and throws nothing on any of them', () => {
    expect(complaints).toEqual([]);
  });
});
