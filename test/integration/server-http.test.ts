import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Readiness } from '#contracts/health.ts';
import { createClinic, type Clinic } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
const webClient = mkdtempSync(join(tmpdir(), 'kanhu-web-client-'));

beforeAll(async () => {
  mkdirSync(join(webClient, 'assets'));
  writeFileSync(join(webClient, 'index.html'), '<!doctype html><title>Kanhu</title>');
  writeFileSync(join(webClient, 'assets', 'main-1a2b3c.js'), 'export {};');
  server = await startTestServer({
    env: {
      KANHU_WEB_CLIENT_DIR: webClient,
      KANHU_MEDIA_PORT: '15799',
      KANHU_MEDIA_ORIGINS: 'https://media-2.example:8081, https://media-3.example/',
    },
  });
  clinic = await createClinic(server);
});
afterAll(async () => {
  await server.close();
  rmSync(webClient, { recursive: true });
});

type Failure = { error: { code: string; message: string; issues?: { path: string; message: string }[] } };
const failureOf = async (answer: Response) => ((await answer.json()) as Failure).error;

describe('a body', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>, type = 'application/json') =>
    fetch(`${server.url}/api/devices`, {
      method: 'POST',
      headers: { cookie: clinic.doctor.cookie, 'content-type': type },
      body,
    });
  const device = { label: 'Cuff', kinds: ['glucose'] };

  it.each([
    ['cut off', '{"label":'],
    ['not an object', '"text"'],
    ['nothing', ''],
    ['NaN', '{"label":NaN,"kinds":["glucose"]}'],
    ['a NUL', JSON.stringify({ ...device, label: 'a\u0000b' })],
    ['a field too many', JSON.stringify({ ...device, isAdmin: true })],
    ['another prototype', '{"__proto__":{"label":"x"},"label":"x","kinds":["glucose"]}'],
  ])('that is %s is refused as invalid', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect((await failureOf(answer)).code).toBe('invalid');
  });

  it('names what is wrong and never the value', async () => {
    const error = await failureOf(await post(JSON.stringify({ label: 'x', kinds: ['hunter2'] })));
    expect(error.issues?.map(({ path }) => path)).toEqual(['kinds.0']);
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('that is too large is refused before it is sent', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        cookie: clinic.doctor.cookie,
        'content-type': 'application/json',
        'content-length': String(300 * 1024),
      };
      const upload = request(`${server.url}/api/devices`, { method: 'POST', headers }, (answer) => {
        resolve(answer.statusCode);
        upload.destroy();
      });
      upload.once('error', reject);
      upload.flushHeaders();
    });
    expect(status).toBe(400);
  });

  it('that is no JSON is not read', async () => {
    expect((await post(JSON.stringify(device), 'text/plain')).status).toBe(400);
    expect((await post(JSON.stringify(device), 'application/jsonp')).status).toBe(400);
    const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]);
    expect((await post(bytes)).status).toBe(400);
  });
});

it('says nothing of what the database said', async () => {
  await server.deps.db.execute(sql`alter table devices rename to devices_away`);
  const answer = await clinic.doctor.get('/api/devices');
  await server.deps.db.execute(sql`alter table devices_away rename to devices`);
  expect(answer.status).toBe(500);
  expect(await failureOf(answer)).toEqual({ code: 'internal', message: 'something went wrong on our side' });
  const line = server.logged.find((text) => text.includes('42P01'));
  expect(line).toBeDefined();
  expect(line).not.toMatch(/select |from "|Failed query/);
});

describe('the page', () => {
  const html = { headers: { accept: 'text/html' } };

  it('comes with a policy that loads nothing from elsewhere and reaches the media nodes', async () => {
    const answer = await fetch(`${server.url}/`, html);
    expect(await answer.text()).toContain('<title>Kanhu</title>');
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"]) {
      expect(policy).toContain(part);
    }
    expect(/connect-src (?<sources>[^;]*)/.exec(policy)?.groups?.['sources']?.split(' ')).toEqual([
      "'self'",
      'http://127.0.0.1:15799',
      'ws://127.0.0.1:15799',
      'https://media-2.example:8081',
      'wss://media-2.example:8081',
      'https://media-3.example',
      'wss://media-3.example',
    ]);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('permissions-policy')).toContain('camera=(self), microphone=(self)');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it('does not let a made-up host into its policy', async () => {
    const policy = await new Promise<string>((resolve, reject) => {
      request(`${server.url}/`, { headers: { host: "x; script-src 'unsafe-inline'" } }, (answer) => {
        answer.resume();
        resolve(String(answer.headers['content-security-policy']));
      })
        .on('error', reject)
        .end();
    });
    expect(policy).not.toContain('script-src');
  });

  it('is also there for the client’s own routes, but not for files or the API', async () => {
    expect(await (await fetch(`${server.url}/patients/7`, html)).text()).toContain('<title>Kanhu</title>');
    const file = await fetch(`${server.url}/assets/gone.js`, html);
    expect([file.status, (await failureOf(file)).code]).toEqual([404, 'not_found']);
    expect((await fetch(`${server.url}/api/gone`, html)).status).toBe(401);
    expect((await fetch(`${server.url}/patients/7`)).status).toBe(404);
  });

  it('keeps hashed files for ever, and stays inside its folder', async () => {
    const answer = await fetch(`${server.url}/assets/main-1a2b3c.js`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    for (const path of ['/..%2f..%2fetc/passwd', '/assets/..%2f..%2f..%2fetc/passwd', '//etc/passwd', '/%00']) {
      const escaped = await fetch(`${server.url}${path}`);
      expect([path, escaped.status]).toEqual([path, 404]);
    }
  });
});

describe('health', () => {
  it('is alive without a session, and says of every part whether it is up and since when', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ state: 'up' });
    const answer = await fetch(`${server.url}/readyz`);
    expect(answer.status).toBe(503);
    const readiness = Readiness.parse(await answer.json());
    expect(readiness.components.database.state).toBe('up');
    expect(readiness.components.gateways).toMatchObject({ state: 'down', detail: 'not heard of' });
  });

  it('follows the heartbeats, and their silence', async () => {
    const beat = (component: string, ageS: number) =>
      server.deps.db.execute(sql`
        insert into heartbeats (id, component, state, since, beat_at)
        values (${`${component}:test`}, ${component}, 'up', now() - interval '1 hour', now() - make_interval(secs => ${ageS}))`);
    await beat('gateways', 0);
    await beat('mqtt', 30);
    const { components } = Readiness.parse(await (await fetch(`${server.url}/readyz`)).json());
    expect(components.gateways.state).toBe('up');
    expect(components.mqtt.state).toBe('down');
    expect(Date.now() - Date.parse(components.mqtt.since)).toBeLessThan(60_000);
  });

  it('counts requests by route and never by id', async () => {
    await clinic.doctor.get(`/api/patients/${clinic.patient.patientId}`);
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const counts = text.split('\n').filter((line) => line.startsWith('kanhu_http_request_duration_seconds_count'));
    expect(counts.map((line) => /route="([^"]*)"/.exec(line)?.[1])).toContain('/api/patients/:id');
    expect(text.includes(clinic.patient.patientId)).toBe(false);
  });
});

it('keeps a connection for longer than a proxy does: none is closed in the moment in which it is used again', async () => {
  const { headers } = await fetch(`${server.url}/healthz`);
  expect(headers.get('keep-alive')).toBe('timeout=75');
});

it('describes itself', async () => {
  const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
  };
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/api/auth/sign-in/email', '/api/me', '/api/alerts/{id}/acknowledge', '/readyz']),
  );
  expect(document.paths['/api/alerts/{id}/acknowledge']?.['post']?.responses).toHaveProperty('409');
});
