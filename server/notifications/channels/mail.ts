import { createTransport } from 'nodemailer';
import { isLoopback } from '../outbound/loopback.ts';
import type { Mail } from '../../notification-keys.ts';
import { ATTEMPT_TIMEOUT_MS } from '../patience.ts';
import type { Channel, Endpoint, Message, Outcome } from './channel.ts';
import { unreachable } from './failure.ts';

/** Replies of RFC 5321 that say that there is no such mailbox, or that it takes nothing from us, for good. */
const isPermanent = (code: number): boolean => code >= 550 && code <= 556 && code !== 552;

const SMTPS_PORT = 465;
const SUBMISSION_PORT = 587;

/**
 * How a mail server is spoken to. Over plain `smtp://` the connection must turn to TLS before anything is said, except to
 * this machine, whose servers have certificates for other names.
 */
export const transportOptions = (url: URL) => {
  const isSecure = url.protocol === 'smtps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: url.port === '' ? (isSecure ? SMTPS_PORT : SUBMISSION_PORT) : Number(url.port),
    secure: isSecure,
    requireTLS: !isSecure && !isLoopback(host),
    ignoreTLS: !isSecure && isLoopback(host),
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    // Together within the time of one attempt.
    dnsTimeout: ATTEMPT_TIMEOUT_MS / 4,
    connectionTimeout: ATTEMPT_TIMEOUT_MS / 4,
    greetingTimeout: ATTEMPT_TIMEOUT_MS / 4,
    socketTimeout: ATTEMPT_TIMEOUT_MS / 4,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
};

/** Mail through the clinic's own server. */
export const createMail = ({ url, from }: Mail, pageUrl: (path: string) => string): Channel => {
  const transport = createTransport(transportOptions(url));
  const domain = /@([^<>\s@]+)>?$/.exec(from)?.[1] ?? url.hostname;

  return {
    send: async ({ address }: Endpoint, message: Message): Promise<Outcome> => {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address },
          subject: message.title,
          text: message.kind === 'code' ? message.text : `${message.text}\n\n${pageUrl(message.path)}\n`,
          // The same at each attempt: a mail program shows a repeat once.
          messageId: `<${message.id}@${domain}>`,
          ...(message.severity === 'critical' && message.kind === 'alert' ? { priority: 'high' } : {}),
          headers: {
            // RFC 3834: no out-of-office replies to a machine.
            'Auto-Submitted': 'auto-generated',
            'Content-Language': message.locale,
          },
        });
        return { state: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close: () => transport.close(),
  };
};

/** Only what the server says of the recipient is final: a wrong password or a full queue is put right by somebody. */
const outcomeOf = (error: unknown): Outcome => {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined;
  if (typeof code !== 'number') return unreachable(error);
  const isAboutRecipient = error instanceof Error && 'command' in error && error.command === 'RCPT TO';
  if (isAboutRecipient && isPermanent(code)) return { state: 'refused', error: `SMTP ${code}` };
  return { state: 'unreachable', error: `SMTP ${code}`, retryAfterMs: null };
};
