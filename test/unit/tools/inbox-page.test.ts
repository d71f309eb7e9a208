import { describe, expect, it } from 'vitest';
import type { ReceivedMessage } from '#tools/receivers/gateway-receiver.ts';
import { inboxPage } from '#tools/receivers/inbox-page.ts';
import type { ReceivedMail } from '#tools/receivers/mail-receiver.ts';

const mail = (values: Partial<ReceivedMail>): ReceivedMail => ({
  receivedAt: new Date('2026-11-26T07:42:00Z'),
  messageId: null,
  from: 'alerts@kanhu.example',
  to: 'doctor@kanhu.example',
  subject: 'Critical alert',
  text: 'A patient needs you.',
  headers: new Map(),
  isSecure: false,
  ...values,
});

describe('the demo’s inbox', () => {
  it('says that it is empty', () => {
    expect(inboxPage([], [])).toContain('Nothing yet.');
  });

  it('shows what came as text, whatever stands in it, and links as links', () => {
    const page = inboxPage(
      [mail({ subject: '<img src=x onerror=1>', text: 'http://localhost:8080/alerts/1?a="b"' })],
      [],
    );
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x onerror=1&gt;');
    expect(page).toContain('<a href="http://localhost:8080/alerts/1?a=&quot;b&quot;">');
  });

  it('has the newest first, mails and messages together', () => {
    const message: ReceivedMessage['message'] = {
      ...{ id: '01900000-0000-7000-8000-000000000001', to: '+12025550123', title: 'By SMS', text: 'x', url: null },
      channel: 'sms',
      kind: 'alert',
      severity: 'critical',
      locale: 'en',
    };
    const page = inboxPage(
      [mail({ subject: 'By mail' }), mail({ subject: 'Later', receivedAt: new Date('2026-11-26T07:44:00Z') })],
      [{ receivedAt: new Date('2026-11-26T07:43:00Z'), message }],
    );
    expect(page.match(/Later|By SMS|By mail/g)).toEqual(['Later', 'By SMS', 'By mail']);
  });
});
