import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { axeViolations } from '#test/support/axe.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { fatesOf, omhPressure, send, type Sender } from '#test/support/intake.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { findOverflow } from './pages/overflow.ts';

const WITHIN = { timeout: 30_000, interval: 200 };

describe('a source’s way in a browser: registered, linked, given another secret, revoked', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let administratorPage: Page;
  let doctorPage: Page;
  let sender: Sender;

  const open = async (person: People['doctor'], locale: string, width: number): Promise<Page> => {
    const context = await browser.createBrowserContext();
    closers.push(() => context.close());
    const page = await context.newPage();
    await page.setViewport({ width, height: 844 });
    await page.evaluateOnNewDocument((value) => localStorage.setItem('kanhu.locale', value), locale);
    await page.goto(`${clinic.url}/sources`);
    await signInOnPage(page, person);
    return page;
  };
  const says = (page: Page, text: string | RegExp) =>
    vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  const saysNoMore = (page: Page, text: string) =>
    vi.waitFor(async () => expect(await pageText(page)).not.toContain(text), WITHIN);
  const press = (page: Page, name: string) => page.locator(`::-p-aria([name="${name}"][role="button"])`).click();
  const act = (page: Page, action: string) =>
    page.locator(`kh-app >>> kh-source-row >>> [data-action=${action}]`).click();
  const isSound = async (page: Page): Promise<void> => {
    // A dialog that is still opening is half transparent. Each shadow root answers for its own animations alone.
    await page.evaluate(async () => {
      const roots: (Document | ShadowRoot)[] = [document];
      for (const root of roots)
        for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot !== null) roots.push(shadowRoot);
      const running = roots.flatMap((root) => root.getAnimations());
      await Promise.allSettled(running.map(({ finished }) => finished));
    });
    expect(await findOverflow(page)).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  };
  const secretShown = async (page: Page): Promise<string> => {
    await says(page, /whsec_/);
    const [secret] = await page.$$eval('kh-app >>> kh-source-secret-dialog >>> dd span', (found) =>
      found.map(({ textContent }) => textContent),
    );
    return secret ?? '';
  };
  const statusOf = async (from: Sender) => (await send(from, [])).status;

  beforeAll(async () => {
    clinic = await startTestClinic();
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser();
    closers.push(() => browser.close());
    administratorPage = await open(people.administrator, 'en', 1440);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('is registered by the administrator with the keyboard alone; its secret is shown once', async () => {
    await says(administratorPage, /No sources yet/);
    const { keyboard } = administratorPage;
    await administratorPage.focus('kh-app >>> #new');
    await keyboard.press('Enter');
    await says(administratorPage, /Short name in the address/);
    const isFocused = () =>
      administratorPage.$('kh-app >>> kh-create-source-dialog >>> wa-input[name=label] >>> input:focus');
    for (let tabs = 0; tabs < 4 && (await isFocused()) === null; tabs += 1) await keyboard.press('Tab');
    expect(await isFocused()).not.toBeNull();
    await keyboard.type('Health app of the region');
    await keyboard.press('Tab');
    await keyboard.type('Not a short name');
    await keyboard.press('Enter');
    await says(administratorPage, /a dash at neither end/);
    await keyboard.down('Control');
    await keyboard.press('a');
    await keyboard.up('Control');
    await keyboard.type('health-app');
    await says(administratorPage, `${clinic.url}/api/intake/health-app`);
    await isSound(administratorPage);
    await keyboard.press('Enter');
    const secret = await secretShown(administratorPage);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await isSound(administratorPage);
    sender = { url: clinic.url, sourceId: 'health-app', secret };
    await administratorPage.locator('kh-app >>> kh-source-secret-dialog >>> #kept').click();
    await saysNoMore(administratorPage, 'whsec_');
    await administratorPage.reload();
    await says(administratorPage, /Health app of the region.*nothing received yet/);
    expect(await pageText(administratorPage)).not.toContain('whsec_');
  });

  it('says that a short name is taken, and keeps what was typed', async () => {
    await press(administratorPage, 'Register a source');
    const field = (name: string) =>
      administratorPage.locator(`kh-app >>> kh-create-source-dialog >>> wa-input[name=${name}] >>> input`);
    await field('label').fill('Another app');
    await field('id').fill('health-app');
    await administratorPage.locator('kh-app >>> kh-create-source-dialog >>> #register').click();
    await says(administratorPage, /There is a source with this short name already/);
    const typed = await administratorPage.$eval(
      'kh-app >>> kh-create-source-dialog >>> wa-input[name=label] >>> input',
      (input) => input.value,
    );
    expect(typed).toBe('Another app');
    await administratorPage.keyboard.press('Escape');
  });

  it('has its user linked by the doctor: what it sends from then on is the patient’s', async () => {
    const [held] = await fatesOf(await send(sender, [omhPressure('user1432', 131, 84, -3)]));
    expect(held?.fate).toBe('quarantined');
    doctorPage = await open(people.doctor, 'zh-CN', 360);
    await says(doctorPage, /Health app of the region/);
    await doctorPage.locator('kh-app >>> kh-source-row >>> button[aria-expanded]').click();
    await act(doctorPage, 'link');
    const dialog = 'kh-app >>> kh-link-user-dialog >>>';
    await doctorPage.locator(`${dialog} #link`).click();
    await says(doctorPage, /请填写发送方的用户名/);
    await doctorPage.locator(`${dialog} input[name=user]`).fill('user1432');
    await doctorPage.select(`${dialog} select`, people.patient.patientId);
    await isSound(doctorPage);
    await doctorPage.locator(`${dialog} #link`).click();
    await says(doctorPage, new RegExp(`用户 user1432 即 ${people.patient.name}`));
    await isSound(doctorPage);
    const later = omhPressure('user1432', 128, 82, 0);
    const fates = await vi.waitFor(async () => {
      const answer = await fatesOf(await send(sender, [later]));
      expect(answer).toMatchObject([{ fate: 'stored' }]);
      return answer;
    }, WITHIN);
    expect(fates).toHaveLength(1);
  });

  it('gets another secret from the administrator; the earlier one is worth nothing where that is said', async () => {
    await administratorPage.reload();
    await press(administratorPage, 'Manage Health app of the region');
    await says(administratorPage, /Copy|Address/);
    await isSound(administratorPage);
    await act(administratorPage, 'rotate');
    await administratorPage.locator('kh-app >>> kh-rotate-source-dialog >>> input[value="0"]').click();
    await isSound(administratorPage);
    await administratorPage.locator('kh-app >>> kh-rotate-source-dialog >>> #rotate').click();
    const rotated = { ...sender, secret: await secretShown(administratorPage) };
    expect(rotated.secret).not.toBe(sender.secret);
    expect(await Promise.all([sender, rotated].map(statusOf))).toEqual([401, 200]);
    await administratorPage.locator('kh-app >>> kh-source-secret-dialog >>> #kept').click();
    await saysNoMore(administratorPage, 'whsec_');
    sender = rotated;
  });

  it('shows the administrator nobody’s patients', async () => {
    expect(await pageText(administratorPage)).not.toMatch(/user1432|Link a user/);
    expect(await pageText(administratorPage)).not.toContain(people.patient.name);
  });

  it('loses its user when the doctor ends the link', async () => {
    await act(doctorPage, 'unlink');
    await doctorPage.locator('kh-app >>> kh-confirm-dialog >>> #confirm').click();
    await says(doctorPage, /已关联 0 个用户/);
    const [held] = await fatesOf(await send(sender, [omhPressure('user1432', 127, 81, 0)]));
    expect(held?.fate).toBe('quarantined');
  });

  it('is revoked for good by the administrator, who is told what that means', async () => {
    await act(administratorPage, 'revoke');
    await says(administratorPage, /Nothing that “Health app of the region” \(health-app\) sends is taken/);
    await isSound(administratorPage);
    await administratorPage.locator('kh-app >>> kh-confirm-dialog >>> #confirm').click();
    await says(administratorPage, /revoked/);
    await vi.waitFor(
      async () => expect(await administratorPage.$('kh-app >>> [data-action=revoke]')).toBeNull(),
      WITHIN,
    );
    expect(await statusOf(sender)).toBe(401);
  });
});
