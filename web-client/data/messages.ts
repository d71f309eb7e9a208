import type { Message, MessagePage, SentMessage, UnreadMessages } from '#contracts/message.ts';
import { apiPath } from './api-path.ts';
import { queryString, request } from './request.ts';

/** As much of a thread as is shown before somebody asks for what was before it. */
const PAGE_SIZE = 30;

/** One page of a patient's thread, the newest first. */
export const readMessages = (patientId: string, cursor?: string): Promise<MessagePage> =>
  request('GET', `${apiPath`/api/patients/${patientId}/messages`}${queryString({ limit: PAGE_SIZE, cursor })}`);

export type ToSend = { body: string; alertId: string | null; key: string };

/** With the same key it is the same message, however often it is sent. */
export const sendMessage = async (patientId: string, { body, alertId, key }: ToSend): Promise<Message> =>
  (
    await request<SentMessage>('POST', apiPath`/api/patients/${patientId}/messages`, {
      ...{ body, key },
      ...(alertId === null ? {} : { alertId }),
    })
  ).message;

/** The person has had the thread before them up to this message. */
export const markMessagesRead = (patientId: string, upTo: string): Promise<UnreadMessages> =>
  request('POST', apiPath`/api/patients/${patientId}/messages/read`, { upTo });
