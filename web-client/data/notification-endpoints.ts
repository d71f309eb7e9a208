import type { z } from 'zod';
import type {
  CreateNotificationEndpoint as CreateShape,
  NotificationEndpoint as EndpointShape,
  NotificationEndpointList as ListShape,
  PutNotificationEndpoint,
} from '#contracts/notification-endpoint.ts';
import { apiPath } from './api-path.ts';
import { request } from './request.ts';

export type NotificationEndpoint = z.infer<typeof EndpointShape>;
export type NotificationEndpointList = z.infer<typeof ListShape>;
export type CreateNotificationEndpoint = z.infer<typeof CreateShape>;

type EndpointAnswer = { endpoint: NotificationEndpoint };

const PATH = '/api/me/notification-endpoints';

/** Where the person is told of alerts, and what else there is to choose from. */
export const listEndpoints = (): Promise<NotificationEndpointList> => request('GET', PATH);

export const createEndpoint = async (wanted: CreateNotificationEndpoint): Promise<NotificationEndpoint> =>
  (await request<EndpointAnswer>('POST', PATH, wanted)).endpoint;

/** Sends another code to an address that is not verified yet. */
export const sendCode = async (endpointId: string): Promise<NotificationEndpoint> =>
  (await request<EndpointAnswer>('POST', apiPath`/api/me/notification-endpoints/${endpointId}/code`, {})).endpoint;

export const verifyEndpoint = async (endpointId: string, code: string): Promise<NotificationEndpoint> =>
  (await request<EndpointAnswer>('POST', apiPath`/api/me/notification-endpoints/${endpointId}/verify`, { code }))
    .endpoint;

/** From which severity on the patient, or their relative, is told there. */
export const putEndpoint = async (endpointId: string, wanted: PutNotificationEndpoint): Promise<NotificationEndpoint> =>
  (await request<EndpointAnswer>('PUT', apiPath`/api/me/notification-endpoints/${endpointId}`, wanted)).endpoint;

/** Sends a message that is about nothing, to see that it arrives. */
export const sendTest = async (endpointId: string): Promise<NotificationEndpoint> =>
  (await request<EndpointAnswer>('POST', apiPath`/api/me/notification-endpoints/${endpointId}/test`, {})).endpoint;

export const removeEndpoint = (endpointId: string): Promise<NotificationEndpointList> =>
  request('DELETE', apiPath`/api/me/notification-endpoints/${endpointId}`);
