import { forgetDraft, readKept, writeKept } from './typed-draft.ts';

/** What is typed in a visit and not sent, and what could not be sent: kept in this tab until it is. */
export type KeptChat = { text: string; unsent: readonly { clientId: string; text: string }[] };

const NOTHING: KeptChat = { text: '', unsent: [] };

const nameOf = (consultationId: string): string => `visit-chat.${consultationId}`;

const isUnsent = (value: unknown): value is KeptChat['unsent'][number] => {
  const { clientId, text } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return typeof clientId === 'string' && typeof text === 'string';
};

export const readKeptChat = (consultationId: string): KeptChat => {
  try {
    const kept: unknown = JSON.parse(readKept(nameOf(consultationId)) ?? 'null');
    const { text, unsent } = (typeof kept === 'object' && kept !== null ? kept : {}) as Record<string, unknown>;
    return typeof text === 'string' && Array.isArray(unsent) ? { text, unsent: unsent.filter(isUnsent) } : NOTHING;
  } catch {
    return NOTHING;
  }
};

export const keepChat = (consultationId: string, chat: KeptChat): void => {
  if (chat.text === '' && chat.unsent.length === 0) forgetDraft(nameOf(consultationId));
  else writeKept(nameOf(consultationId), JSON.stringify(chat));
};
