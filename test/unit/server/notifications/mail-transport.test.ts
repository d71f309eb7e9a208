import { describe, expect, it } from 'vitest';
import { transportOptions } from '#server/notifications/channels/mail.ts';

const optionsOf = (url: string) => transportOptions(new URL(url));

describe('how a mail server is spoken to', () => {
  it('is by TLS before anything is said, wherever it leaves the machine', () => {
    expect(optionsOf('smtp://mail.clinic.example')).toMatchObject({ port: 587, secure: false, requireTLS: true });
    expect(optionsOf('smtp://10.20.0.5:2525')).toMatchObject({ port: 2525, requireTLS: true, ignoreTLS: false });
    expect(optionsOf('smtps://mail.clinic.example')).toMatchObject({ port: 465, secure: true, ignoreTLS: false });
  });

  it.each(['localhost', '127.0.0.1', '[::1]'])('may be plain on this machine: %s', (host) => {
    expect(optionsOf(`smtp://${host}:1025`)).toMatchObject({ port: 1025, requireTLS: false, ignoreTLS: true });
  });

  it('is with the account as it is, not as an address spells it', () => {
    expect(optionsOf('smtps://alerts%40clinic.example:a%2Fb%3Ac@mail')).toMatchObject({
      auth: { user: 'alerts@clinic.example', pass: 'a/b:c' },
    });
    expect(optionsOf('smtps://mail')).not.toHaveProperty('auth');
  });
});
