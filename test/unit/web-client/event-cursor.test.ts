import { describe, expect, it } from 'vitest';
import { EventCursor } from '#web-client/data/event-cursor.ts';

describe('the page’s place in the stream of events', () => {
  it('drops what it has seen, also when a reconnect sends it again', () => {
    const cursor = new EventCursor();
    expect(['1', '2', '2', '1', '3'].map((id) => cursor.accept(id))).toEqual([true, true, false, false, true]);
    expect(cursor.lastEventId).toBe('3');
  });

  it('compares as numbers, beyond what a double holds', () => {
    const cursor = new EventCursor();
    expect(cursor.accept('9')).toBe(true);
    expect(cursor.accept('10')).toBe(true);
    expect(cursor.accept('9007199254740993')).toBe(true);
    expect(cursor.accept('9007199254740992')).toBe(false);
  });

  it('says nothing of a place before the first event', () => {
    expect(new EventCursor().lastEventId).toBeNull();
  });
});
