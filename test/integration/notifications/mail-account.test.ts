import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alerts, deliveries } from '#database/schema/index.ts';
import { addEndpoint } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { trustSelfSigned, type SelfSigned } from '#test/support/self-signed.ts';
import type { TestServer } from '#test/support/server.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

const USER = 'alerts@clinic.example';
const PASSWORD = 'p/a:s s';

let certificate: SelfSigned;
let receiver: MailReceiver;
let live: LiveClinic;
let clinic: Clinic;

beforeAll(async () => {
  certificate = trustSelfSigned();
  const { cert, key } = certificate;
  receiver = await startMailReceiver({ port: 0, tls: { cert, key, user: USER, password: PASSWORD } });
  live = await createLiveClinic();
});
afterAll(async () => {
  await live.database.drop();
  await receiver.close();
  certificate.forget();
});

const start = (password: string): Promise<TestServer> => {
  const account = `${encodeURIComponent(USER)}:${encodeURIComponent(password)}`;
  const KANHU_MAIL_URL = `smtps://${account}@localhost:${receiver.port}`;
  return startLiveServer(live, { env: { KANHU_MAIL_URL, KANHU_MAIL_FROM: 'Kanhu <alerts@clinic.example>' } });
};
const mailOf = async ({ deps: { db } }: TestServer, alertId: string) => {
  const rows = await db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
  return rows.find(({ channel }) => channel === 'mail');
};

describe('a mail server with TLS and an account', () => {
  it('takes what comes with its account, encrypted', async () => {
    const server = await start(PASSWORD);
    clinic = await createClinic(server);
    await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel: 'mail', address: 'ana@example.org' });
    const alertId = await pageAlert(server.deps, clinic.patient.patientId);
    await eventually('it is sent', async () => (await mailOf(server, alertId))?.state === 'sent');
    expect(receiver.mails).toMatchObject([{ to: 'ana@example.org', isSecure: true, subject: 'Critical alert' }]);
    await server.deps.db.update(alerts).set({ state: 'withdrawn' });
    await server.close();
  });

  it('that has another password is tried again: somebody puts it right', async () => {
    const server = await start('wrong');
    const alertId = await pageAlert(server.deps, clinic.patient.patientId);
    await eventually('an attempt', async () => (await mailOf(server, alertId))?.lastError === 'SMTP 535');
    expect(await mailOf(server, alertId)).toMatchObject({ state: 'queued' });
    expect(server.logged.join('\n')).not.toContain('wrong');
    expect(receiver.mails).toHaveLength(1);
    await server.close();
  });
});
