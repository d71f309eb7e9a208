import { join } from 'node:path';
import type { Environment } from '#contracts/environment.ts';
import { assertPortFree } from '../ports.ts';
import { ROOT } from '../run.ts';
import { processService } from '../supervisor/process-service.ts';
import type { Service } from '../supervisor/service.ts';
import type { StartConfig } from './config.ts';

export type DemoReceivers = {
  service: Service;
  /** What tells the server to send there. */
  serverEnv: Readonly<Record<string, string>>;
  inboxUrl: string;
};

type Options = { ports: StartConfig['ports']; given: Environment; gatewaySecretFile: string };

const isGiven = (given: Environment, ...names: readonly string[]): boolean =>
  names.some((name) => Boolean(given[name] ?? given[`${name}_FILE`]));

/**
 * A mail server and a message gateway for the demo, which keep what they get where it can be read. Whoever has set up
 * either of them for real gets neither: a demo that sends half of its messages to strangers is no demo.
 */
export const demoReceivers = async ({ ports, given, gatewaySecretFile }: Options): Promise<DemoReceivers | null> => {
  const names = ['KANHU_MAIL_URL', 'KANHU_MAIL_FROM', 'KANHU_MESSAGE_GATEWAY_URL', 'KANHU_MESSAGE_GATEWAY_SECRET'];
  if (isGiven(given, ...names)) return null;
  await assertPortFree(ports.demoMail, 'the demo’s mail server', 'KANHU_DEMO_MAIL_PORT');
  await assertPortFree(ports.demoInbox, 'the demo’s inbox', 'KANHU_DEMO_INBOX_PORT');
  const inboxUrl = `http://localhost:${ports.demoInbox}`;
  return {
    service: processService({
      name: 'inbox',
      args: [join(ROOT, 'tools/demo-receivers.ts')],
      env: {
        KANHU_DEMO_MAIL_PORT: String(ports.demoMail),
        KANHU_DEMO_INBOX_PORT: String(ports.demoInbox),
        KANHU_MESSAGE_GATEWAY_SECRET_FILE: gatewaySecretFile,
      },
    }),
    serverEnv: {
      KANHU_MAIL_URL: `smtp://127.0.0.1:${ports.demoMail}`,
      KANHU_MAIL_FROM: 'Kanhu <alerts@kanhu.example>',
      KANHU_MESSAGE_GATEWAY_URL: `http://127.0.0.1:${ports.demoInbox}/messages`,
      KANHU_MESSAGE_GATEWAY_SECRET_FILE: gatewaySecretFile,
      KANHU_OUTBOUND_NETWORKS: [given['KANHU_OUTBOUND_NETWORKS'], 'loopback'].filter(Boolean).join(','),
    },
    inboxUrl,
  };
};
