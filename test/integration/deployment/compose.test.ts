import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SECRETS, VARIABLES } from '#contracts/environment.ts';
import { GATEWAY_NODE_ARGS } from '#tools/gateway-node-args.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

type Composed = {
  services: Record<
    string,
    { command?: string[]; entrypoint?: string[]; volumes?: string[]; environment?: Record<string, string | null> }
  >;
};

describe('docker-compose.yml', () => {
  const composed = parse(
    execFileSync('docker-compose', ['-f', `${ROOT}docker-compose.yml`, 'config'], { encoding: 'utf8' }),
  ) as Composed;

  it('describes every real service', () => {
    expect(Object.keys(composed.services).sort()).toEqual([
      'coturn',
      'emqx',
      'gateway',
      'media',
      'postgres',
      'redis',
      'server',
      'watchdog',
    ]);
  });

  it('starts the gateway as `npm start` does', () => {
    const command = ['node', ...GATEWAY_NODE_ARGS, 'device-gateway/main.ts'];
    expect(composed.services['gateway']?.command).toEqual(command);
  });

  it.each(['server', 'gateway', 'media', 'watchdog'])('gives %s only names that Kanhu reads', (service) => {
    const names = Object.keys(composed.services[service]?.environment ?? {});
    const known = [...VARIABLES, ...SECRETS, ...SECRETS.map((name) => `${name}_FILE`)];
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('starts the relay as the project says, with the secret that the server makes credentials with', () => {
    const { coturn, server } = composed.services;
    const [shell, script = ''] = coturn?.entrypoint ?? [];
    expect(shell).toBe('/bin/sh');
    const mounted = new Map(
      (coturn?.volumes ?? []).map((volume) => volume.split(':').slice(0, 2).reverse() as [string, string]),
    );
    expect(mounted.get(script)).toBe(`${ROOT}deploy/coturn/start.sh`);
    // The script looks for it beside itself.
    const configuration = mounted.get(join(dirname(script), 'turnserver.conf')) ?? '';
    expect(configuration).toBe(`${ROOT}deploy/coturn/turnserver.conf`);
    for (const file of [mounted.get(script) ?? '', configuration]) expect(existsSync(file)).toBe(true);
    expect(mounted.has(coturn?.environment?.['TURN_TLS_FOLDER'] ?? '')).toBe(true);
    expect(coturn?.environment?.['KANHU_TURN_SECRET_FILE']).toBe(server?.environment?.['KANHU_TURN_SECRET_FILE']);
    expect(coturn?.environment).toHaveProperty('KANHU_ANNOUNCED_ADDRESS');
  });
});
