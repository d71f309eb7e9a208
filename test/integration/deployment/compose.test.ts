import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SECRETS, VARIABLES } from '#contracts/environment.ts';
import { GATEWAY_NODE_ARGS } from '#tools/gateway-node-args.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

type Composed = {
  services: Record<string, { command?: string[]; environment?: Record<string, string | null> }>;
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
});
