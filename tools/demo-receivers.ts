import { z } from 'zod';
import { Port, readEnvironment } from '#contracts/environment.ts';
import { startGatewayReceiver } from './receivers/gateway-receiver.ts';
import { inboxPage } from './receivers/inbox-page.ts';
import { startMailReceiver } from './receivers/mail-receiver.ts';

/**
 * Takes the demo clinic's mails, SMS, calls and messages, and shows them on a page instead of sending them to anybody:
 * what is seen there is what a mail server and a gateway would get.
 */
const { KANHU_DEMO_MAIL_PORT, KANHU_DEMO_INBOX_PORT, KANHU_MESSAGE_GATEWAY_SECRET } = readEnvironment(
  z.object({
    KANHU_DEMO_MAIL_PORT: Port,
    KANHU_DEMO_INBOX_PORT: Port,
    KANHU_MESSAGE_GATEWAY_SECRET: z.string().startsWith('whsec_'),
  }),
  process.env,
);

const mail = await startMailReceiver({
  port: KANHU_DEMO_MAIL_PORT,
  onMail: ({ to, subject }) => console.log(`mail to ${to}: ${subject}`),
});
const gateway = await startGatewayReceiver({
  port: KANHU_DEMO_INBOX_PORT,
  secret: Buffer.from(KANHU_MESSAGE_GATEWAY_SECRET.slice('whsec_'.length), 'base64'),
  onMessage: ({ message: { channel, to, title } }) => console.log(`${channel} to ${to}: ${title}`),
  onOther: ({ url }) =>
    url === '/'
      ? { status: 200, type: 'text/html; charset=utf-8', body: inboxPage(mail.mails, gateway.messages) }
      : { status: 404, type: 'text/plain; charset=utf-8', body: 'There is nothing here.' },
});

let isStopping = false;
const stop = (): void => {
  if (isStopping) return;
  isStopping = true;
  Promise.all([mail.close(), gateway.close()]).then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// Whoever started it with a channel is gone.
process.once('disconnect', stop);

process.send?.({ type: 'ready' });
