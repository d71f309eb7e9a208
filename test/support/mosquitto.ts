import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BINARY = ['/usr/sbin/mosquitto', '/usr/bin/mosquitto', '/usr/local/sbin/mosquitto'].find((path) =>
  existsSync(path),
);

export const hasMosquitto = BINARY !== undefined;

export type Mosquitto = { port: number; urlOf(user: string, password: string): string; stop(): Promise<void> };

/** As an operator sets it up: nobody anonymous, each device only under its own topics, queues without bound. */
const configuration = (folder: string, port: number): string =>
  [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${folder}/passwords`,
    `acl_file ${folder}/acl`,
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 0',
    'max_queued_bytes 0',
    'log_dest none',
    'user root',
    '',
  ].join('\n');

/** The access rules that an operator copies. */
const documentedRules = async (): Promise<string> => {
  const guide = await readFile(new URL('../../docs/deployment.md', import.meta.url), 'utf8');
  const rules = /^Mosquitto,[^`]*`acl_file`:\n\n```\n(.*?)^```$/ms.exec(guide)?.[1];
  if (rules === undefined) throw new Error('docs/deployment.md has no rules for Mosquitto');
  return rules;
};

/** Debian's Mosquitto with a persistent store in a folder of its own. */
export const startMosquitto = async (port: number, users: Readonly<Record<string, string>>): Promise<Mosquitto> => {
  if (BINARY === undefined) throw new Error('mosquitto is not installed: apt-get install mosquitto');
  const folder = await mkdtemp(join(tmpdir(), 'kanhu-mosquitto-'));
  const passwords = Object.entries(users).map(([user, password]) => `${user}:${password}\n`);
  await writeFile(join(folder, 'passwords'), passwords.join(''), { mode: 0o600 });
  execFileSync('mosquitto_passwd', ['-U', join(folder, 'passwords')]);
  await writeFile(join(folder, 'acl'), await documentedRules(), { mode: 0o600 });
  await writeFile(join(folder, 'mosquitto.conf'), configuration(folder, port));
  const broker = spawn(BINARY, ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
  const exited = once(broker, 'exit');
  for (let attempt = 0; ; attempt += 1) {
    if (broker.exitCode !== null || attempt > 100) throw new Error('mosquitto does not start');
    const probe = connect(port, '127.0.0.1');
    const isUp = await Promise.race([
      once(probe, 'connect').then(() => true),
      once(probe, 'error').then(() => false),
    ]).catch(() => false);
    probe.destroy();
    if (isUp) break;
    await sleep(50);
  }
  return {
    port,
    urlOf: (user, password) => `mqtt://${user}:${password}@127.0.0.1:${port}`,
    stop: async () => {
      broker.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
