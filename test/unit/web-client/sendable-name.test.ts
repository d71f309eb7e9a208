import { describe, expect, it } from 'vitest';
import { AddVisitFile } from '#contracts/visit-chat.ts';
import { newId } from '#database/ids.ts';
import { sendableName } from '#web-client/format/file.ts';

describe('the name under which a file is sent', () => {
  it.each([
    ['photo.png', 'photo.png'],
    ['  血压 2026.pdf ', '血压 2026.pdf'],
    ['a/b\\c.png', 'a_b_c.png'],
    ['photo\u202Egnp.exe', 'photo_gnp.exe'],
    ['a\u0007b.png', 'a_b.png'],
    ['half \ud83d.png', 'half _.png'],
    ['', 'file'],
    ['..', 'file'],
    [`${'n'.repeat(200)}.jpeg`, `${'n'.repeat(115)}.jpeg`],
    [`${'n'.repeat(114)}\u{1f600}.jpeg`, `${'n'.repeat(114)}.jpeg`],
  ])('of %j is %j, which the server takes', (name, sent) => {
    expect(sendableName(name)).toBe(sent);
    expect(AddVisitFile.safeParse({ name: sent, clientId: newId() }).success).toBe(true);
  });
});
