import type { z } from 'zod';
import type { Relation, Relative as RelativeShape } from '#contracts/relative.ts';
import { apiPath } from './api-path.ts';
import type { NotificationEndpointList } from './notification-endpoints.ts';
import { request } from './request.ts';

export type Relative = z.infer<typeof RelativeShape>;

/** Somebody whom the patient wants to be told; nothing is sent to them before an address was added and confirmed. */
export const addRelative = async (name: string, relation: Relation): Promise<Relative> =>
  (await request<{ relative: Relative }>('POST', '/api/me/relatives', { name, relation })).relative;

export const removeRelative = (relativeId: string): Promise<NotificationEndpointList> =>
  request('DELETE', apiPath`/api/me/relatives/${relativeId}`);

/** Ends the messages to one address, for whoever has the link from one of them. */
export const stopMessages = (token: string): Promise<unknown> => request('POST', '/api/message-stops', { token });
