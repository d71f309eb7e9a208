import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveries } from '#database/schema/index.ts';
import { addEndpoint } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { spawnServer } from '#test/support/server-process.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

const ADDRESS = 'doctor@example.org';

let server: TestServer;
let clinic: Clinic;
let receiver: MailReceiver;
/** Reached when the mail server is asked for the recipient, who is not answered until the promise is. */
let asked = Promise.withResolvers<undefined>();
let answer: Promise<number | null> = Promise.resolve(null);

beforeAll(async () => {
  receiver = await startMailReceiver({
    port: 0,
    refuse: () => {
      asked.resolve(undefined);
      return answer;
    },
  });
  server = await startTestServer();
  clinic = await createClinic(server);
  await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel: 'mail', address: ADDRESS });
});
afterAll(async () => {
  await server.close();
  await receiver.close();
});

const start = () =>
  spawnServer({
    DATABASE_URL: server.deps.config.databaseUrl,
    KANHU_MAIL_URL: `smtp://127.0.0.1:${receiver.port}`,
    KANHU_MAIL_FROM: 'kanhu@clinic.example',
  });

const delivery = async () => {
  const [row] = await server.deps.db.select().from(deliveries).where(eq(deliveries.channel, 'mail'));
  return row;
};

describe('a sender that is killed', () => {
  it('between claiming a message and handing it over loses nothing: another one sends it when the claim is over', async () => {
    const { db } = server.deps;
    answer = new Promise(() => undefined);
    const first = start();
    await first.ready;
    await pageAlert(server.deps, clinic.patient.patientId);
    await asked.promise;
    first.kill('SIGKILL');
    await first.exited;
    expect(await delivery()).toMatchObject({ state: 'queued', attempts: 1, sentAt: null });
    expect(receiver.mails).toEqual([]);

    asked = Promise.withResolvers();
    answer = Promise.resolve(null);
    const second = start();
    await second.ready;
    const claimed = await delivery();
    expect(claimed?.attempts).toBe(1);
    // The claim's end is a column: here it is now.
    await db
      .update(deliveries)
      .set({ nextAttemptAt: sql`now()` })
      .where(eq(deliveries.id, claimed?.id ?? ''));
    await eventually('it is sent', async () => (await delivery())?.state === 'sent', 20_000);
    expect(await delivery()).toMatchObject({ attempts: 2 });
    expect(receiver.mails.map(({ to }) => to)).toEqual([ADDRESS]);
    second.kill('SIGTERM');
    expect(await second.exited).toBe(0);
  });
});
