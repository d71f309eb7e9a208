import type { hc, InferRequestType, InferResponseType } from 'hono/client';
import { describe, expectTypeOf, it } from 'vitest';
import type { Alert } from '#contracts/alert.ts';
import type { PatientList } from '#contracts/patient.ts';
import type { AppType } from '#server/app.ts';

type Api = ReturnType<typeof hc<AppType>>['api'];

describe('the type of the server', () => {
  it('tells a client what each route takes and answers', () => {
    type Acknowledge = Api['alerts'][':id']['acknowledge']['$post'];
    expectTypeOf<InferRequestType<Acknowledge>>().toEqualTypeOf<{ param: { id: string } }>();
    expectTypeOf<InferResponseType<Acknowledge, 200>>().toEqualTypeOf<{ alert: Alert }>();
    expectTypeOf<InferResponseType<Api['patients']['$get'], 200>>().toEqualTypeOf<PatientList>();
    expectTypeOf<Api>().not.toHaveProperty('nowhere');
  });
});
