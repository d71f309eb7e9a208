import { describe, expect, it } from 'vitest';
import { authorizePublish, maySubscribe, ownTopics } from '#device-gateway/broker/authorize.ts';

const topics = ownTopics('cuff-1');
const publish = (topic: string, qos = 1) => authorizePublish(topics, 'cuff-1', { topic, qos });

describe('authorizePublish', () => {
  it('lets a device publish its own readings and status', () => {
    expect(publish('kanhu/v1/cuff-1/readings')).toBe('readings');
    expect(publish('kanhu/v1/cuff-1/readings', 2)).toBe('readings');
    expect(publish('kanhu/v1/cuff-1/status', 0)).toBe('status');
  });

  it('refuses readings at QoS 0', () => {
    expect(publish('kanhu/v1/cuff-1/readings', 0)).toBe('qos-0');
  });

  it.each([
    'kanhu/v1/cuff-2/readings',
    'kanhu/v1/cuff-1-spare/readings',
    'kanhu/v1/cuff-1/commands',
    'kanhu/v1/cuff-1/readings/',
    'kanhu/v1/cuff-1/readings/more',
    'kanhu/v1/cuff-1/Readings',
    'kanhu/v1/cuff-2/gatt/2a35',
    'kanhu/v2/cuff-1/readings',
    '/kanhu/v1/cuff-1/readings',
    '$SYS/broker/load',
    '',
    'kanhu/v1/cuff-1/readings\0',
  ])('refuses %j', (topic) => {
    expect(publish(topic)).toBe('foreign-topic');
  });

  it("takes the bytes of a device's own characteristics, acknowledged ones only", () => {
    expect(publish('kanhu/v1/cuff-1/gatt/2a35', 1)).toEqual({ characteristic: '2a35', heardAt: null });
    expect(publish('kanhu/v1/cuff-1/gatt/2a18', 2)).toEqual({ characteristic: '2a18', heardAt: null });
    expect(publish('kanhu/v1/cuff-1/gatt/2a37', 0)).toBe('qos-0');
    expect(publish('kanhu/v1/cuff-1/gatt/2a99')).toBe('foreign-topic');
  });

  it('takes the moment at which a frame was heard, and nothing else in its place', () => {
    expect(publish('kanhu/v1/cuff-1/gatt/2a37/1795646999248')).toEqual({
      characteristic: '2a37',
      heardAt: new Date(1795646999248),
    });
    for (const moment of ['', 'now', '0', '-1', '17956469992480', '1795646999248/']) {
      expect(publish(`kanhu/v1/cuff-1/gatt/2a37/${moment}`)).toBe('foreign-topic');
    }
    expect(publish('kanhu/v1/cuff-1/readings/1795646999248')).toBe('foreign-topic');
  });
});

describe('maySubscribe', () => {
  it('lets a device hear its own commands and nothing else', () => {
    expect(maySubscribe(topics, 'kanhu/v1/cuff-1/commands')).toBe(true);
    for (const filter of [
      '#',
      '+/+/+/+',
      'kanhu/v1/+/commands',
      'kanhu/v1/cuff-1/#',
      'kanhu/v1/cuff-2/commands',
      '$SYS/#',
    ]) {
      expect(maySubscribe(topics, filter)).toBe(false);
    }
  });
});
