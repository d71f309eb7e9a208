import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TOPIC_ROOT } from '#contracts/mqtt.ts';
import { DEVICE_CHANNELS } from '#device-gateway/upstream/connection.ts';

const guide = readFileSync(new URL('../../../docs/deployment.md', import.meta.url), 'utf8');

/** The topics that the one rule for this person and action names. */
const rule = (who: string, action: string): string[] => {
  const [line = ''] = guide.split('\n').filter((text) => text.startsWith(`{allow, ${who}, ${action}, [`));
  return [...line.matchAll(/"(kanhu[^"]*)"/g)].map(([, topic = '']) => topic);
};

describe('the access rules for EMQX', () => {
  it('let the gateway hear all that devices send, by the topic behind the shared subscription', () => {
    expect(rule('{user, "gateway"}', 'subscribe')).toEqual(DEVICE_CHANNELS.map((name) => `${TOPIC_ROOT}/+/${name}`));
  });

  it('let a device send that under its own topic', () => {
    const own = DEVICE_CHANNELS.map((name) => `${TOPIC_ROOT}/\${username}/${name}`);
    expect(rule('all', 'publish')).toEqual(own);
  });
});
