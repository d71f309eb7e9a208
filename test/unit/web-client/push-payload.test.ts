import { describe, expect, it } from 'vitest';
import type { PushPayload } from '#contracts/push-payload.ts';
import { readPayload } from '#web-client/service-worker/read-payload.ts';

const sent: PushPayload = {
  deliveryId: '01900000-0000-7000-8000-000000000001',
  alertId: '01900000-0000-7000-8000-000000000002',
  severity: 'high',
  locale: 'zh-CN',
  title: '高警报',
  text: '请打开看护。',
  path: '/alerts/01900000-0000-7000-8000-000000000002',
};

describe('what a push message carries', () => {
  it('is shown as it was sent', () => {
    expect(readPayload(JSON.parse(JSON.stringify(sent)))).toEqual(sent);
  });

  it.each([[null], [undefined], ['text'], [{}], [{ ...sent, title: 7 }], [{ ...sent, text: undefined }]])(
    'is shown as a call to look where it cannot be read: %j',
    (value) => {
      expect(readPayload(value)).toMatchObject({ title: 'Kanhu 看护', path: '/', deliveryId: null });
    },
  );

  it('counts as critical where a newer server knows other severities', () => {
    expect(readPayload({ ...sent, severity: 'catastrophic' }).severity).toBe('critical');
  });

  it.each(['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', 'javascript:alert(1)', '', 7])(
    'leads to no page but ours: %j',
    (path) => {
      expect(readPayload({ ...sent, path }).path).toBe('/');
    },
  );
});
