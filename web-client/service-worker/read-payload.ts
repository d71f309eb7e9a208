import type { PushPayload } from '#contracts/push-payload.ts';

/** What is shown when a message cannot be read: a push that shows nothing ends the subscription in some browsers. */
const UNREADABLE: PushPayload = {
  deliveryId: null,
  alertId: null,
  severity: 'critical',
  locale: 'en',
  title: 'Kanhu 看护',
  text: 'Please open Kanhu. · 请打开看护。',
  path: '/',
};

const SEVERITIES = ['critical', 'high', 'moderate'] as const;
const LOCALES = ['zh-CN', 'en'] as const;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);

/** A page of ours: `//elsewhere.example` is not. */
const isOwnPath = (value: unknown): value is string => isText(value) && /^\/(?![/\\])/.test(value);

/**
 * What the server sent, or what is shown in its place. The message is encrypted and authenticated (RFC 8291), but a worker
 * may be older than the server that writes to it.
 */
export const readPayload = (value: unknown): PushPayload => {
  if (typeof value !== 'object' || value === null) return UNREADABLE;
  const { deliveryId, alertId, severity, locale, title, text, path } = value as Record<string, unknown>;
  if (!isText(title) || !isText(text)) return UNREADABLE;
  return {
    deliveryId: isTextOrNull(deliveryId) ? deliveryId : null,
    alertId: isTextOrNull(alertId) ? alertId : null,
    severity: SEVERITIES.find((known) => known === severity) ?? 'critical',
    locale: LOCALES.find((known) => known === locale) ?? 'en',
    title,
    text,
    path: isOwnPath(path) ? path : '/',
  };
};
