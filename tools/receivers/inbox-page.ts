import type { ReceivedMessage } from './gateway-receiver.ts';
import type { ReceivedMail } from './mail-receiver.ts';

type Shown = { receivedAt: Date; way: string; to: string; title: string; text: string };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What others wrote is text, whatever stands in it. */
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Links to pages are links again. */
const linked = (text: string): string =>
  escape(text).replaceAll(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);

const ofMail = ({ receivedAt, to, subject, text }: ReceivedMail): Shown => ({
  ...{ receivedAt, way: 'mail', to, title: subject, text },
});

const ofMessage = ({ receivedAt, message }: ReceivedMessage): Shown => ({
  ...{ receivedAt, way: message.channel, to: message.to, title: message.title },
  text: message.url === null ? message.text : `${message.text}\n${message.url}`,
});

/** Everything that came, the newest first; it loads itself again. */
export const inboxPage = (mails: readonly ReceivedMail[], messages: readonly ReceivedMessage[]): string => {
  const shown = [...mails.map(ofMail), ...messages.map(ofMessage)].sort(
    (a, b) => b.receivedAt.getTime() - a.receivedAt.getTime(),
  );
  const items = shown.map(
    ({ receivedAt, way, to, title, text }) => `<li>
      <p>${escape(way)} · ${escape(to)} · <time>${receivedAt.toISOString().slice(11, 19)} UTC</time></p>
      <h2>${escape(title)}</h2>
      <pre>${linked(text)}</pre>
    </li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="refresh" content="5">
  <meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
  <title>Kanhu: what the demo has sent</title>
  <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
    ul { list-style: none; padding: 0; }
    li { border-top: 1px solid #8886; padding: 1rem 0; }
    h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
    p { margin: 0; opacity: .75; }
    pre { font: inherit; white-space: pre-wrap; margin: 0; overflow-wrap: anywhere; }
  </style>
</head>
<body>
  <h1>What the demo has sent</h1>
  <p>Mail, SMS, calls and messages of WeChat Work. None of them has left this machine.</p>
  ${items.length === 0 ? '<p>Nothing yet.</p>' : `<ul>${items.join('\n')}</ul>`}
</body>
</html>
`;
};
