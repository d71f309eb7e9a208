import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export type ReceivedMail = {
  receivedAt: Date;
  messageId: string | null;
  from: string;
  to: string;
  subject: string;
  text: string;
  /** Lower-case names. */
  headers: ReadonlyMap<string, string>;
  /** The connection had turned to TLS. */
  isSecure: boolean;
};

export type MailReceiver = {
  readonly port: number;
  /** Oldest first; the newest few hundred. */
  readonly mails: readonly ReceivedMail[];
  close(): Promise<void>;
};

export type MailReceiverOptions = {
  port: number;
  onMail?: (mail: ReceivedMail) => void;
  /** An SMTP reply other than 250 for a recipient: 550 for one who does not exist, 451 to try again later. */
  refuse?: (address: string) => number | null | Promise<number | null>;
  /** Certificate and key (PEM): TLS from the first byte, and this account is asked for. */
  tls?: { cert: string; key: string; user: string; password: string };
};

const KEPT = 300;

/** An SMTP server that keeps what it gets and passes nothing on. Listens on this machine only. */
export const startMailReceiver = async ({ port, onMail, refuse, tls }: MailReceiverOptions): Promise<MailReceiver> => {
  const mails: ReceivedMail[] = [];
  const options: SMTPServerOptions = {
    logger: false,
    banner: 'Kanhu mail receiver: nothing is passed on',
    disableReverseLookup: true,
    ...(tls === undefined
      ? { authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'] }
      : { secure: true, cert: tls.cert, key: tls.key, authOptional: false }),
    onAuth: ({ username, password }, _session, callback) => {
      if (username === tls?.user && password === tls?.password) callback(null, { user: username });
      else callback(new Error('wrong account'));
    },
    onRcptTo: ({ address }, _session, callback) => {
      Promise.resolve(refuse?.(address) ?? null).then(
        (code) => callback(code === null ? null : Object.assign(new Error('not taken'), { responseCode: code })),
        () => callback(new Error('not taken')),
      );
    },
    onData: (stream, { secure, envelope }, callback) => {
      buffer(stream)
        .then((bytes) => PostalMime.parse(bytes))
        .then((email) => {
          const mail: ReceivedMail = {
            receivedAt: new Date(),
            messageId: email.messageId ?? null,
            from: email.from?.address ?? '',
            to: envelope.rcptTo.map(({ address }) => address).join(', '),
            subject: email.subject ?? '',
            text: email.text ?? '',
            headers: new Map(email.headers.map(({ key, value }) => [key, value])),
            isSecure: secure,
          };
          mails.push(mail);
          if (mails.length > KEPT) mails.shift();
          onMail?.(mail);
          callback();
        })
        .catch(() => callback(Object.assign(new Error('cannot be read'), { responseCode: 451 })));
    },
  };
  const server = new SMTPServer(options);
  // A client that goes away in the middle is no reason to end.
  server.on('error', () => undefined);
  const listener = server.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    mails,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};
