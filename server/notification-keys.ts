import { createECDH } from 'node:crypto';
import { z } from 'zod';

/** With what push services know this clinic (RFC 8292): a P-256 key pair, both parts in base64url, and whom to write to. */
export type Vapid = Readonly<{ publicKey: string; privateKey: string; subject: string }>;

/** Where mail is handed in, with its account: `smtps://user:password@host:465` or `smtp://…:587`. */
export type Mail = Readonly<{ url: URL; from: string }>;

/** The clinic's own way to SMS, voice and WeChat Work; `secret` signs what is sent to it, and its reports to us. */
export type MessageGateway = Readonly<{ url: URL; secret: Uint8Array }>;

const publicKeyOf = (privateKey: string): string => {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey, 'base64url');
  return pair.getPublicKey('base64url');
};

/** Only the private part is configured: the public one follows from it, and cannot belong to another pair. */
export const VapidPrivateKey = z.string().transform((privateKey, context) => {
  try {
    if (Buffer.from(privateKey, 'base64url').length !== 32) throw new Error('length');
    return { privateKey, publicKey: publicKeyOf(privateKey) };
  } catch {
    context.addIssue({ code: 'custom', message: 'must be a P-256 private key: 32 bytes in base64url' });
    return z.NEVER;
  }
});

/** Push services write there when something is wrong with what we send. */
export const VapidSubject = z
  .url({ protocol: /^(?:mailto|https)$/, error: 'must be a mailto: or https: URL' })
  .refine(
    (subject) => !/localhost/i.test(subject),
    'must be reachable for others: some push services refuse localhost',
  );

export const MailUrl = z
  .url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' })
  .transform((text) => new URL(text));

/** `name <address>` or an address alone. */
export const MailFrom = z
  .string()
  .regex(/^(?:[^<>\r\n]+<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/, 'must be a mail address');

/** As Standard Webhooks serialises a symmetric secret: `whsec_` and 24 to 64 bytes in base64. */
export const GatewaySecret = z.string().transform((text, context) => {
  const bytes = Buffer.from(text.replace(/^whsec_/, ''), 'base64');
  if (!/^whsec_[A-Za-z\d+/]+={0,2}$/.test(text) || bytes.length < 24 || bytes.length > 64) {
    context.addIssue({ code: 'custom', message: 'must be whsec_ and 24 to 64 random bytes in base64' });
    return z.NEVER;
  }
  return new Uint8Array(bytes);
});
