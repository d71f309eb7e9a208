import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EnvironmentError, Port, PostgresUrl, readEnvironment } from '#contracts/environment.ts';

const schema = z.object({
  KANHU_PORT: Port.default(8080),
  DATABASE_URL: PostgresUrl,
  KANHU_AUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
});

const url = 'postgresql://kanhu:hunter2@db.example/kanhu';
const folder = mkdtempSync(join(tmpdir(), 'kanhu-environment-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => rmSync(folder, { recursive: true }));

const problemsOf = (env: Record<string, string>) => {
  try {
    readEnvironment(schema, env);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
};

describe('readEnvironment', () => {
  it('reads its own names, fills in defaults, and freezes the result', () => {
    const environment = readEnvironment(schema, { DATABASE_URL: url, PATH: '/bin', KANHU_MQTT_PORT: '1883' });
    expect(environment).toEqual({ DATABASE_URL: url, KANHU_PORT: 8080 });
    expect(Object.isFrozen(environment)).toBe(true);
  });

  it('takes an empty value for an absent one', () => {
    expect(readEnvironment(schema, { DATABASE_URL: url, KANHU_PORT: '' }).KANHU_PORT).toBe(8080);
  });

  it('refuses a KANHU_ name that nothing reads', () => {
    const { problems } = problemsOf({ DATABASE_URL: url, KANHU_PROT: '80' });
    expect(problems).toEqual([{ name: 'KANHU_PROT', reason: 'no part of Kanhu reads a variable of this name' }]);
  });

  it('names every bad and every missing value, and never shows a value', () => {
    const error = problemsOf({ KANHU_PORT: '70000', KANHU_AUTH_SECRET: 'hunter2' });
    expect(error.problems).toEqual([
      { name: 'KANHU_PORT', reason: 'must be a port number from 0 to 65535' },
      { name: 'DATABASE_URL', reason: 'is required' },
      { name: 'KANHU_AUTH_SECRET', reason: 'must have at least 32 characters' },
    ]);
    expect(error.message).not.toContain('hunter2');
  });

  it('reads a secret from the file that _FILE names, without the newline at its end', () => {
    expect(readEnvironment(schema, { DATABASE_URL_FILE: file('url', `${url}\n`) }).DATABASE_URL).toBe(url);
  });

  it('refuses a secret given twice, and a file that cannot be read', () => {
    expect(problemsOf({ DATABASE_URL: url, DATABASE_URL_FILE: file('url', url) }).problems[0]?.name).toBe(
      'DATABASE_URL',
    );
    expect(problemsOf({ DATABASE_URL_FILE: join(folder, 'nowhere') }).problems).toEqual([
      { name: 'DATABASE_URL_FILE', reason: 'cannot be read (ENOENT)' },
    ]);
  });

  it('does not let a process read a name that the others would refuse', () => {
    expect(() => readEnvironment(z.object({ KANHU_OF_MINE: z.string().optional() }), {})).toThrow(
      'KANHU_OF_MINE is missing in contracts/environment.ts',
    );
  });

  it('does not take _FILE for a name that is no secret', () => {
    expect(problemsOf({ DATABASE_URL: url, KANHU_PORT_FILE: '/etc/port' }).problems[0]?.name).toBe('KANHU_PORT_FILE');
  });
});
