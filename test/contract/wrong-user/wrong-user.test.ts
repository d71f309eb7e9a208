import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorBody } from '#contracts/errors.ts';
import { realtimeRequests } from '#contracts/realtime.ts';
import {
  alerts,
  auditLog,
  deliveries,
  notificationEndpoints,
  notificationSettings,
  onCallCovers,
  quarantinedReadings,
  visitGuests,
} from '#database/schema/index.ts';
import { createApp } from '#server/app.ts';
import { createAuth } from '#server/auth/auth.ts';
import type { Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import { HTTP_CASES, STRANGERS, type HttpCase, type Stranger } from './http-cases.ts';
import { createScene, type Scene } from './scene.ts';
import { SOCKET_CASES } from './socket-cases.ts';

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const;
type Method = (typeof METHODS)[number];

let scene: Scene;
beforeAll(async () => {
  scene = await createScene();
});
afterAll(() => scene.close());

type Document = { paths: Record<string, Record<string, unknown>> };

/** `METHOD /path` of every route that the server describes. */
const describedRoutes = async (): Promise<string[]> => {
  const answer = await fetch(`${scene.server.url}/api/openapi.json`);
  const { paths } = (await answer.json()) as Document;
  return Object.entries(paths).flatMap(([path, verbs]) =>
    METHODS.filter((method) => method.toLowerCase() in verbs).map((method) => `${method} ${path}`),
  );
};

const split = (route: string): { method: Method; template: string } => {
  const [method, template = ''] = route.split(' ');
  const known = METHODS.find((name) => name === method);
  if (known === undefined) throw new Error(`${route} is no route`);
  return { method: known, template };
};

const ask = (person: Person | null, method: Method, path: string, body: unknown): Promise<Response> => {
  if (person !== null) return method === 'GET' ? person.get(path) : person.send(method, path, body);
  return fetch(`${scene.server.url}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
};

const codeOf = async (answer: Response): Promise<string> => ErrorBody.parse(await answer.json()).error.code;

const pathOf = (template: string, testCase: HttpCase): string => {
  if (testCase.kind === 'list') return testCase.path;
  return testCase.kind === 'guarded' ? testCase.path(scene) : template;
};
const refusedBy = (testCase: HttpCase) =>
  testCase.kind === 'guarded' || testCase.kind === 'list' ? (testCase.refused ?? {}) : {};
const bodyOf = (testCase: HttpCase): unknown => (testCase.kind === 'guarded' ? testCase.body?.(scene) : undefined);

describe('every route of the HTTP interface', () => {
  it('has its line in the table of wrong users', async () => {
    expect(Object.keys(HTTP_CASES).sort()).toEqual((await describedRoutes()).sort());
  });

  it('is described, or is one of those that have no session: nothing is served in secret', () => {
    const { deps } = scene.server;
    const described = new Set(Object.keys(HTTP_CASES).map((route) => route.replaceAll(/\{(\w+)\}/g, ':$1')));
    const served = createApp(deps, createAuth(deps))
      .routes.filter(({ method, path }) => method !== 'ALL' && !path.endsWith('*'))
      .map(({ method, path }) => `${method} ${path}`);
    const secret = [...new Set(served)].filter((route) => !described.has(route));
    expect(secret.sort()).toEqual([
      'GET /api/openapi.json',
      'POST /internal/media/events',
      'POST /internal/media/heartbeat',
    ]);
  });

  const closed = Object.entries(HTTP_CASES).filter(([, { kind }]) => kind !== 'open');
  it.each(closed)('%s is closed to people who are not signed in', async (route, testCase) => {
    const { method, template } = split(route);
    const answer = await ask(null, method, pathOf(template, testCase), bodyOf(testCase));
    expect([answer.status, await codeOf(answer)]).toEqual([401, 'unauthenticated']);
  });

  const refusals = closed.flatMap(([route, testCase]) =>
    Object.entries(refusedBy(testCase)).map(([who, status]) => ({ route, testCase, who, status })),
  );
  it.each(refusals)('$route refuses $who with $status', async ({ route, testCase, who, status }) => {
    const { method, template } = split(route);
    const person = scene.clinic[who as Stranger | 'patient'];
    const answer = await ask(person, method, pathOf(template, testCase), bodyOf(testCase));
    expect([answer.status, await codeOf(answer)]).toEqual([status, status === 404 ? 'not_found' : 'forbidden']);
  });

  const lists = closed.filter(([, { kind }]) => kind === 'list');
  it.each(lists)('%s shows strangers nothing of the patient', async (route, testCase) => {
    const { method, template } = split(route);
    for (const who of STRANGERS.filter((stranger) => !(stranger in refusedBy(testCase)))) {
      const answer = await ask(scene.clinic[who], method, pathOf(template, testCase), undefined);
      expect([who, answer.status]).toEqual([who, 200]);
      const text = await answer.text();
      for (const id of [
        scene.patientId,
        scene.alertId,
        scene.quarantinedId,
        scene.consultationId,
        scene.endpointId,
        'li.wei',
      ]) {
        expect([who, text.includes(id)]).toEqual([who, false]);
      }
    }
  });

  it('left the record as it was', async () => {
    const { db } = scene.server.deps;
    const written = await db.select().from(auditLog).where(eq(auditLog.patientId, scene.patientId));
    expect(written.map(({ action }) => action)).toEqual(['consultation:booked']);
    const [alert] = await db.select().from(alerts).where(eq(alerts.id, scene.alertId));
    expect(alert?.state).toBe('raised');
    const [held] = await db.select().from(quarantinedReadings).where(eq(quarantinedReadings.id, scene.quarantinedId));
    expect(held?.state).toBe('held');
    const guests = await db.select({ state: visitGuests.state }).from(visitGuests);
    expect(guests).toEqual([{ state: 'waiting' }]);
    const [message] = await db.select().from(deliveries).where(eq(deliveries.id, scene.deliveryId));
    expect(message?.state).toBe('sent');
    const [endpoint] = await db
      .select()
      .from(notificationEndpoints)
      .where(eq(notificationEndpoints.id, scene.endpointId));
    expect(endpoint).toMatchObject({ disabledAt: null, messageKind: null });
    expect(await db.select().from(notificationSettings)).toEqual([]);
  });

  it('left who is on call, and who is called, as it was', async () => {
    const { db } = scene.server.deps;
    const subjects = ['on-call-roster', 'clinic-holiday', 'opening-hours', 'clinic-time-zone', 'escalation-policy'];
    expect(await db.select().from(auditLog).where(inArray(auditLog.subjectType, subjects))).toEqual([]);
    const [cover] = await db.select().from(onCallCovers).where(eq(onCallCovers.id, scene.onCall.coverId));
    expect(cover?.cancelledAt).toBeNull();
  });
});

describe('every request of the server’s socket', () => {
  it('has its line in the table of wrong users', () => {
    expect(Object.keys(SOCKET_CASES).sort()).toEqual(Object.keys(realtimeRequests).sort());
  });

  it('is closed to people who are not signed in', async () => {
    await expect(RealtimeClient.connect(scene.server.url, null)).rejects.toThrow('unauthenticated');
  });

  it.each(Object.entries(SOCKET_CASES))('%s gives strangers nothing', async (name, { request, answer }) => {
    for (const who of STRANGERS) {
      const client = await RealtimeClient.connect(scene.server.url, scene.clinic[who]);
      const result = await client.request(name, request(scene));
      client.close();
      const got = result.ok ? { data: result.data } : { code: result.error.code };
      expect([who, got]).toEqual([who, answer]);
    }
  });
});
