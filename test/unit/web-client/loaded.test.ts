import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { describe, expect, it } from 'vitest';
import { Loaded } from '#web-client/controllers/loaded.ts';
import { RequestError } from '#web-client/data/request.ts';

/** A host that counts how often it is asked to be drawn. */
class Host implements ReactiveControllerHost {
  readonly controllers: ReactiveController[] = [];
  readonly updateComplete = Promise.resolve(true);
  updates = 0;
  addController(controller: ReactiveController): void {
    this.controllers.push(controller);
  }
  removeController(controller: ReactiveController): void {
    this.controllers.splice(this.controllers.indexOf(controller), 1);
  }
  requestUpdate(): void {
    this.updates += 1;
  }
}

/** Questions that are answered when the test says so, in any order. */
const questions = () => {
  const asked: PromiseWithResolvers<string>[] = [];
  const read = (): Promise<string> => {
    const question = Promise.withResolvers<string>();
    asked.push(question);
    return question.promise;
  };
  return { asked, read };
};

describe('what a page has loaded', () => {
  it('is there once it is answered, and stays while it is asked for again', async () => {
    const host = new Host();
    const { asked, read } = questions();
    const loaded = new Loaded(host, read);
    const first = loaded.load();
    expect(loaded.value).toBeNull();
    asked[0]?.resolve('one');
    await first;
    const again = loaded.load();
    expect(loaded.value).toBe('one');
    asked[1]?.reject(new RequestError('offline', 'no network'));
    await again;
    expect([loaded.value, loaded.failure, host.updates]).toEqual(['one', 'offline', 2]);
    const third = loaded.load();
    asked[2]?.resolve('two');
    await third;
    expect([loaded.value, loaded.failure]).toEqual(['two', null]);
  });

  it('drops the answer to an older question that a newer one has overtaken', async () => {
    const { asked, read } = questions();
    const taken: [string, string | null][] = [];
    const loaded = new Loaded(new Host(), read, { taken: (value, before) => taken.push([value, before]) });
    const both = [loaded.load(), loaded.load()];
    asked[1]?.resolve('new');
    await both[1];
    asked[0]?.reject(new RequestError('unavailable', 'too late'));
    await both[0];
    expect([loaded.value, loaded.failure]).toEqual(['new', null]);
    expect(taken).toEqual([['new', null]]);
  });

  it('drops every answer about what the page is no longer about', async () => {
    const { asked, read } = questions();
    const loaded = new Loaded(new Host(), read);
    const before = loaded.load();
    loaded.reset();
    const after = loaded.load();
    asked[0]?.resolve('of somebody else');
    await before;
    expect(loaded.value).toBeNull();
    asked[1]?.resolve('of this one');
    await after;
    expect(loaded.value).toBe('of this one');
  });
});
