import { and, eq } from 'drizzle-orm';
import {
  TargetType,
  type Browser,
  type BrowserContext,
  type CDPSession,
  type Page,
  type WebWorker,
} from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PushPayload } from '#contracts/push-payload.ts';
import { deliveries, notificationEndpoints } from '#database/schema/index.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { startTestClinic, type TestClinic } from '#test/support/clinic.ts';
import { addEndpoint, createVapid } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { pageAlertIn } from '#test/support/page-alert.ts';
import { createClinic, type Clinic as People } from '#test/support/people.ts';
import { startPushService, type PushService, type Subscriber } from '#test/support/push-service.ts';
import { pageText, signInOnPage } from '#test/support/visit-page.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

const WITHIN = { timeout: 30_000, interval: 100 };

type Subscription = Subscriber['subscription'];

/** Runs in the page before its own scripts: a browser that its push service gave this subscription. */
const subscribeWithout = (subscription: Subscription): void => {
  const KEY = 'test.subscription';
  const made = (): PushSubscription =>
    ({
      ...subscription,
      toJSON: () => subscription,
      unsubscribe: () => {
        localStorage.removeItem(KEY);
        return Promise.resolve(true);
      },
    }) as never;
  PushManager.prototype.subscribe = () => {
    localStorage.setItem(KEY, 'made');
    return Promise.resolve(made());
  };
  PushManager.prototype.getSubscription = () => Promise.resolve(localStorage.getItem(KEY) === null ? null : made());
};

/**
 * Chromium subscribes at its maker's push service, which a closed network does not reach: here the server sends to a push
 * service of ours, and what that decrypts is handed to the service worker as the browser's own push client would.
 */
describe('an alert that reaches a doctor who looks at something else', () => {
  const closers: (() => Promise<unknown>)[] = [];
  let push: PushService;
  let mail: MailReceiver;
  let subscriber: Subscriber;
  let clinic: TestClinic;
  let people: People;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let devTools: CDPSession;
  let registrationId = '';
  let alertId: string;
  let payload: PushPayload;

  const says = (text: string | RegExp) => vi.waitFor(async () => expect(await pageText(page)).toMatch(text), WITHIN);
  /** How many the browser has put up. Asked for them earlier, it forgets one that it is just putting up. */
  let displayed = 0;
  const untilDisplayed = (count: number) => vi.waitFor(() => expect(displayed).toBe(count), WITHIN);
  const notifications = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const shown = await registration.getNotifications();
      return shown.map(({ title, body, tag, lang, requireInteraction }) => ({
        ...{ title, body, tag, lang, requireInteraction },
      }));
    });

  beforeAll(async () => {
    const vapid = createVapid();
    push = await startPushService(vapid.publicKey);
    closers.push(() => push.close());
    mail = await startMailReceiver({ port: 0 });
    closers.push(() => mail.close());
    clinic = await startTestClinic({
      ...vapid.env,
      KANHU_MAIL_URL: `smtp://127.0.0.1:${mail.port}`,
      KANHU_MAIL_FROM: 'kanhu@clinic.example',
      KANHU_OUTBOUND_NETWORKS: 'loopback',
      NODE_EXTRA_CA_CERTS: push.caFile,
    });
    closers.push(clinic.stop);
    people = await createClinic({ url: clinic.url, deps: { db: clinic.db } });
    browser = await launchBrowser();
    closers.push(() => browser.close());
    context = await browser.createBrowserContext();
    await context.setPermission(clinic.url, { permission: { name: 'notifications' }, state: 'granted' });
    page = await context.newPage();
    devTools = await page.createCDPSession();
    devTools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      registrationId =
        registrations.find(({ scopeURL }) => scopeURL.startsWith(clinic.url))?.registrationId ?? registrationId;
    });
    await devTools.send('ServiceWorker.enable');
    devTools.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent: { eventName } }) => {
      if (eventName === 'Notification displayed') displayed += 1;
    });
    await devTools.send('BackgroundService.startObserving', { service: 'notifications' });
    await devTools.send('BackgroundService.setRecording', { shouldRecord: true, service: 'notifications' });
    await page.goto(`${clinic.url}/notifications`);
    await signInOnPage(page, people.doctor);
  }, 300_000);

  afterAll(async () => {
    for (const close of closers.toReversed()) await close();
  }, 60_000);

  it('is asked for on the page, which says so where the browser’s push service cannot be reached', async () => {
    await says(/This browser tells you nothing while Kanhu is closed/);
    await page.locator('kh-app >>> kh-push-switch >>> #push').click();
    await says(/push service cannot be reached/);
    await vi.waitFor(() => expect(registrationId).not.toBe(''), WITHIN);
  });

  it('is also told by mail, once the code that came there was entered', async () => {
    await page.locator('kh-app >>> kh-add-endpoint >>> wa-input >>> input').fill('ana@example.org');
    await page.locator('kh-app >>> kh-add-endpoint >>> #add').click();
    const [code] = await eventually('the code', () => /\d{6}/.exec(mail.mails[0]?.subject ?? ''), 15_000);
    await says(/Nothing is sent here until you have entered the code/);
    const wrong = code === '000000' ? '000001' : '000000';
    await page.locator('kh-app >>> kh-endpoint-row >>> wa-input >>> input').fill(wrong);
    await page.locator('kh-app >>> kh-endpoint-row >>> [data-action=verify]').click();
    await says(/This is not the code that was sent/);
    await page.locator('kh-app >>> kh-endpoint-row >>> wa-input >>> input').fill(code);
    await page.locator('kh-app >>> kh-endpoint-row >>> [data-action=verify]').click();
    await says(/You are told of alerts here/);
    await page.locator('kh-app >>> kh-endpoint-row >>> [data-action=test]').click();
    await eventually(
      'the test message',
      () => mail.mails.some(({ subject }) => subject === 'Test message from Kanhu'),
      15_000,
    );
  });

  it('comes encrypted for the doctor’s browser, and the service worker shows it and says so', async () => {
    subscriber = push.subscribe();
    const { endpoint, keys } = subscriber.subscription;
    await addEndpoint(clinic.db, {
      ...{ userId: people.doctor.userId, channel: 'push', address: endpoint, pushKeys: keys, label: 'Chromium' },
    });
    await page.goto(`${clinic.url}/`);
    await says(/Patients in your care/);
    alertId = await clinic.db.transaction((tx) => pageAlertIn(tx, people.patient.patientId));
    const request = await eventually('the push', () => push.requests[0], 15_000);
    const data = subscriber.decrypt(request.body);
    payload = JSON.parse(data) as PushPayload;
    const origin = new URL(clinic.url).origin;
    await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    await untilDisplayed(1);
    expect(await notifications()).toEqual([
      { title: 'Critical alert', body: payload.text, tag: alertId, lang: 'en', requireInteraction: true },
    ]);
    expect(payload.text).not.toContain(people.patient.name);
    await eventually('the server knows that it arrived', async () => {
      const [row] = await clinic.db
        .select({ state: deliveries.state })
        .from(deliveries)
        .where(eq(deliveries.id, payload.deliveryId ?? ''));
      return row?.state === 'delivered';
    });
  });

  it('counts in the page’s title until somebody takes it', async () => {
    await vi.waitFor(async () => expect(await page.title()).toMatch(/^\(1\) /), WITHIN);
  });

  it('opens from the notification, in the window that is there, and is then read', async () => {
    const target = await browser.waitForTarget((each) => each.type() === TargetType.SERVICE_WORKER);
    const worker = (await target.worker()) as WebWorker;
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    // A browser without a screen has nothing to click on: the worker is told of the click as the browser would tell it.
    await worker.evaluate(async () => {
      const scope = self as unknown as {
        registration: ServiceWorkerRegistration;
        NotificationEvent: new (type: string, init: { notification: Notification | undefined }) => Event;
        dispatchEvent(event: Event): boolean;
      };
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }));
    });
    await vi.waitFor(() => expect(new URL(page.url()).pathname).toBe(`/alerts/${alertId}`), WITHIN);
    await says(/Blood pressure at crisis level/);
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
    expect(await notifications()).toEqual([]);
    await eventually(
      'it is read',
      async () => {
        const rows = await clinic.db
          .select()
          .from(deliveries)
          .where(and(eq(deliveries.alertId, alertId), eq(deliveries.recipientId, people.doctor.userId)));
        const byChannel = new Map(rows.map(({ channel, state }) => [channel, state]));
        return byChannel.get('push') === 'read' && byChannel.get('in-app') === 'read';
      },
      15_000,
    );
    await page.locator('kh-app >>> #acknowledge').click();
    await vi.waitFor(async () => expect(await page.title()).not.toMatch(/^\(/), WITHIN);
  });

  it('leads to no page of somebody else’s, and shows something where it cannot be read', async () => {
    const origin = new URL(clinic.url).origin;
    const data = JSON.stringify({ ...payload, deliveryId: null, path: 'https://elsewhere.example/', title: 'Odd' });
    await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    await devTools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: 'not JSON' });
    await untilDisplayed(3);
    expect((await notifications()).map(({ title }) => title).sort()).toEqual(['Kanhu 看护', 'Odd']);
    const paths = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      return (await registration.getNotifications()).map(({ data: kept }) => (kept as { path: string }).path);
    });
    expect(paths).toEqual(['/', '/']);
  });

  it('reaches a browser that was switched on, also after it lost its subscription, until its person signs out', async () => {
    const own = await browser.createBrowserContext();
    closers.push(() => own.close());
    await own.setPermission(clinic.url, { permission: { name: 'notifications' }, state: 'granted' });
    page = await own.newPage();
    const nurses = push.subscribe();
    await page.evaluateOnNewDocument(subscribeWithout, nurses.subscription);
    await page.goto(`${clinic.url}/notifications`);
    await signInOnPage(page, people.nurse);
    await page.locator('kh-app >>> kh-push-switch >>> #push').click();
    await says(/This browser tells you of alerts.*Chrome · Linux.*\(this browser\)/);
    await page.locator('kh-app >>> kh-endpoint-row >>> [data-action=test]').click();
    const test = await eventually('the test message', () =>
      push.requests.find(({ path }) => nurses.subscription.endpoint.endsWith(path)),
    );
    expect(JSON.parse(nurses.decrypt(test.body))).toMatchObject({
      title: 'Test message from Kanhu',
      path: '/notifications',
    });

    const endpoints = () =>
      clinic.db.select().from(notificationEndpoints).where(eq(notificationEndpoints.userId, people.nurse.userId));
    const [first] = await endpoints();
    await page.evaluate(() => localStorage.removeItem('test.subscription'));
    await page.reload();
    await eventually('it is subscribed anew', async () => (await endpoints()).length === 2);
    await vi.waitFor(async () => {
      const active = (await endpoints()).filter(({ disabledAt }) => disabledAt === null);
      expect(active).toMatchObject([{ address: nurses.subscription.endpoint, label: first?.label }]);
    }, WITHIN);
    await says(/\(this browser\)/);

    await page.locator('kh-app >>> kh-menu >>> button').click();
    await page.locator('::-p-aria([name="Sign out"][role="button"])').click();
    await vi.waitFor(async () => expect(await page.$('kh-app >>> kh-sign-in-page')).not.toBeNull(), WITHIN);
    expect(
      (await endpoints()).every(({ disabledReason, address }) => disabledReason === 'removed' && address === null),
    ).toBe(true);
    expect(await page.evaluate(() => localStorage.getItem('test.subscription'))).toBeNull();
  });

  it('is a switch of the clinic’s, too: what the administrator switches off is no longer offered', async () => {
    const own = await context.browser().createBrowserContext();
    closers.push(() => own.close());
    page = await own.newPage();
    await page.goto(`${clinic.url}/notifications`);
    await signInOnPage(page, people.administrator);
    await says(/How people are told of alerts/);
    await page.locator('kh-app >>> input[name=mail]').click();
    await says(/Saved\./);
    const { channels } = (await (await people.doctor.get('/api/me/notification-endpoints')).json()) as {
      channels: string[];
    };
    expect(channels).toEqual(['push']);
    const kept = await clinic.db
      .select()
      .from(notificationEndpoints)
      .where(eq(notificationEndpoints.userId, people.doctor.userId));
    expect(kept.map(({ channel }) => channel).sort()).toEqual(['mail', 'push']);
  });
});
