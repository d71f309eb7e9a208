import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog, outbox, sessions, users } from '#database/schema/index.ts';
import { cookieOf, createClinic, createClinician, signInAt, type Clinic } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const errorOf = async (response: Response): Promise<unknown> => ((await response.json()) as { error: unknown }).error;

describe('signing in', () => {
  it('answers with the person and an httpOnly cookie that stays on this site', async () => {
    const answer = await signInAt(server.url, clinic.doctor);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      id: clinic.doctor.userId,
      name: 'Dr Ana Ruiz',
      email: clinic.doctor.email,
      role: 'clinician',
      profession: 'doctor',
      patientId: null,
    });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^kanhu\.session_token=/);
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Strict/i);
    expect(cookie).not.toMatch(/; Secure/i);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('writes who signed in into the audit log', async () => {
    await signInAt(server.url, clinic.nurse);
    const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, clinic.nurse.userId));
    expect(rows.at(-1)).toMatchObject({
      action: 'session:started',
      actor: { type: 'user', id: clinic.nurse.userId },
      detail: { address: '127.0.0.1' },
    });
  });

  it('says the same about a wrong password and an unknown address, and writes both down', async () => {
    const wrong = await signInAt(server.url, { email: clinic.doctor.email, password: 'not this one' });
    const unknown = await signInAt(server.url, { email: 'nobody@example.org', password: 'not this one' });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const error = { code: 'unauthenticated', message: 'the email address or the password is wrong' };
    expect([await errorOf(wrong), await errorOf(unknown)]).toEqual([error, error]);
    expect(wrong.headers.getSetCookie()).toEqual([]);
    const refused = await server.deps.db.select().from(auditLog).where(eq(auditLog.action, 'session:refused'));
    expect(refused.map(({ subjectId }) => subjectId).sort()).toEqual([clinic.doctor.userId, 'unknown'].sort());
    expect(
      JSON.stringify(refused, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('@example.org');
    expect(server.logged.join('')).not.toContain('@example.org');
  });

  it('takes the next person’s password after another account was guessed at', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 12 }, () => signInAt(server.url, { email: clinic.otherPatient.email, password: 'a guess' })),
    );
    expect(guesses.map(({ status }) => status).sort()).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const limited = guesses.find(({ status }) => status === 429);
    expect(Number(limited?.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(limited && (await errorOf(limited))).toMatchObject({ code: 'rate_limited' });
    const right = await signInAt(server.url, clinic.otherPatient);
    expect(right.status).toBe(429);
    const colleague = await signInAt(server.url, clinic.doctor);
    expect(colleague.status).toBe(200);
  });

  it('refuses what is no sign-in', async () => {
    const post = (body: string, type = 'application/json') =>
      fetch(`${server.url}/api/auth/sign-in/email`, { method: 'POST', headers: { 'content-type': type }, body });
    const answers = await Promise.all([
      post('{"email":'),
      post('[]'),
      post('{}'),
      post(JSON.stringify({ email: 'a@example.org\u0000', password: 'x' })),
      post(JSON.stringify({ email: clinic.doctor.email, password: 'x'.repeat(129) })),
      post(JSON.stringify({ ...clinic.doctor, role: 'administrator' })),
      post('email=a%40example.org&password=x', 'application/x-www-form-urlencoded'),
      post(JSON.stringify({ email: clinic.doctor.email, password: 'x' }), 'text/plain'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(8).fill(400));
    for (const answer of answers) expect(await errorOf(answer)).toMatchObject({ code: 'invalid' });
  });

  it('does not show the library’s other endpoints', async () => {
    for (const path of ['sign-up/email', 'update-user', 'change-password', 'get-session', 'ok', 'list-sessions']) {
      const body = JSON.stringify({ email: 'new@example.org', password: 'long enough 1', name: 'New' });
      const answer = await clinic.doctor.send('POST', `/api/auth/${path}`, JSON.parse(body));
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await errorOf(answer)).toMatchObject({ code: 'not_found' });
    }
  });
});

describe('the session', () => {
  it('is asked for on every route, before anything else is said', async () => {
    const answers = await Promise.all(
      ['/api/me', '/api/alerts', '/api/nothing-here'].map((path) => fetch(`${server.url}${path}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect((await clinic.doctor.get('/api/nothing-here')).status).toBe(404);
  });

  it('is over at once for every request after signing out', async () => {
    const answer = await signInAt(server.url, clinic.doctor);
    const cookie = cookieOf(answer);
    const me = () => fetch(`${server.url}/api/me`, { headers: { cookie } });
    expect((await me()).status).toBe(200);
    const out = await fetch(`${server.url}/api/auth/sign-out`, { method: 'POST', headers: { cookie } });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie().join()).toMatch(/kanhu\.session_token=;.*Max-Age=0/i);
    expect((await me()).status).toBe(401);
    const announced = await server.deps.db.select().from(outbox).where(eq(outbox.type, 'session:ended'));
    expect(announced.at(-1)).toMatchObject({ userId: clinic.doctor.userId });
    const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.action, 'session:ended'));
    expect(audited.at(-1)).toMatchObject({ actor: { type: 'user', id: clinic.doctor.userId } });
  });

  it('ends by itself, and the others hear of it', async () => {
    const answer = await signInAt(server.url, clinic.nurse);
    const cookie = cookieOf(answer);
    const { db } = server.deps;
    const [session] = await db
      .select()
      .from(sessions)
      .where(eq(sessions.userId, clinic.nurse.userId))
      .orderBy(sessions.createdAt);
    expect(session).toBeDefined();
    await db
      .update(sessions)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(sessions.userId, clinic.nurse.userId));
    expect((await fetch(`${server.url}/api/me`, { headers: { cookie } })).status).toBe(401);
    const announced = await db.select().from(outbox).where(eq(outbox.userId, clinic.nurse.userId));
    expect(announced.map(({ type }) => type)).toContain('session:ended');
  });

  it('is not opened by a cookie that was changed', async () => {
    const [name, value = ''] = clinic.doctor.cookie.split('=');
    const forged = `${name ?? ''}=${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;
    expect((await fetch(`${server.url}/api/me`, { headers: { cookie: forged } })).status).toBe(401);
  });
});

describe('a page of another site', () => {
  const post = (headers: Record<string, string>) =>
    fetch(`${server.url}/api/auth/sign-out`, { method: 'POST', headers });

  it('cannot change anything, even with the cookie', async () => {
    const cookie = cookieOf(await signInAt(server.url, clinic.doctor));
    for (const headers of [
      { cookie, origin: 'https://evil.example' },
      { cookie, origin: 'null' },
      { cookie, origin: server.url.replace('http:', 'https:') },
      { cookie, 'sec-fetch-site': 'cross-site' },
      { cookie, 'sec-fetch-site': 'same-site' },
    ]) {
      const answer = await post(headers);
      expect([headers.origin, answer.status]).toEqual([headers.origin, 403]);
    }
    expect((await post({ cookie, origin: server.url })).status).toBe(204);
  });
});

describe('behind a proxy that does TLS', () => {
  let proxied: TestServer;
  let people: Clinic;
  const from = (address: string, body: object) =>
    fetch(`${proxied.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': address,
        origin: 'https://clinic.example',
      },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    proxied = await startTestServer({
      env: { KANHU_PUBLIC_URL: 'https://clinic.example', KANHU_TRUSTED_PROXIES: 'loopback' },
    });
    people = await createClinic(proxied);
  });
  afterAll(() => proxied.close());

  it('sets a cookie that only goes over TLS', async () => {
    const { email, password } = people.doctor;
    const [cookie] = (await from('203.0.113.1', { email, password })).headers.getSetCookie();
    expect(cookie).toMatch(/^__Secure-kanhu\.session_token=.*; Secure/);
  });

  it('counts guesses by who really asks: a stranger elsewhere locks nobody out', async () => {
    const { email, password } = people.nurse;
    const guess = { email, password: 'a guess' };
    const guesses = await Promise.all(Array.from({ length: 11 }, () => from('203.0.113.2', guess)));
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(1);
    expect((await from('198.51.100.3', { email, password })).status).toBe(200);
    const audited = await proxied.deps.db.select().from(auditLog).where(eq(auditLog.action, 'session:started'));
    expect(audited.at(-1)?.detail).toEqual({ address: '198.51.100.3' });
  });

  it('bounds what one address may cost us, at more than a ward needs', async () => {
    const attempts: number[] = [];
    for (let batch = 0; batch < 15; batch += 1) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => from('192.0.2.77', { email: 'guessed.at@example.org', password: 'a guess' })),
      );
      attempts.push(...answers.map(({ status }) => status));
    }
    expect(attempts.filter((status) => status === 401)).toHaveLength(10);
    const { email, password } = people.doctor;
    expect((await from('192.0.2.77', { email, password })).status).toBe(429);
    expect((await from('192.0.2.78', { email, password })).status).toBe(200);
  });
});

it('lets in nobody who was banned, and throws them out at once', async () => {
  const person = await createClinician(server, { name: 'Dr Gone', profession: 'doctor' });
  expect((await person.get('/api/me')).status).toBe(200);
  await server.deps.db.update(users).set({ banned: true }).where(eq(users.id, person.userId));
  expect((await person.get('/api/me')).status).toBe(401);
  expect((await signInAt(server.url, person)).status).toBe(401);
});

it('moves the end of a session on when the page is opened, and only then', async () => {
  const person = await createClinician(server, { name: 'Dr Longday', profession: 'doctor' });
  const { db } = server.deps;
  const threeHoursMs = 3 * 3_600_000;
  await db
    .update(sessions)
    .set({ expiresAt: new Date(Date.now() + threeHoursMs) })
    .where(eq(sessions.userId, person.userId));
  const endsAt = async () => {
    const [session] = await db.select().from(sessions).where(eq(sessions.userId, person.userId));
    return session?.expiresAt.getTime() ?? 0;
  };
  expect((await person.get('/api/alerts')).headers.getSetCookie()).toEqual([]);
  expect(await endsAt()).toBeLessThan(Date.now() + threeHoursMs + 1000);
  const [renewed] = (await person.get('/api/me')).headers.getSetCookie();
  expect(renewed).toMatch(/^kanhu\.session_token=.*Max-Age=43200/);
  expect(await endsAt()).toBeGreaterThan(Date.now() + 2 * threeHoursMs);
});
