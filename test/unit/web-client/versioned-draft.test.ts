import { describe, expect, it } from 'vitest';
import { VersionedDraft } from '#web-client/controllers/versioned-draft.ts';
import { RequestError } from '#web-client/data/request.ts';

type Setting = { version: number; value: string };

/** A server with one setting, which refuses what was made from another version. */
const setUp = () => {
  const server: { setting: Setting; isDown: boolean } = { setting: { version: 1, value: 'old' }, isDown: false };
  const saved: Setting[] = [];
  const draft = new VersionedDraft<Setting, string>(
    { requestUpdate: () => undefined },
    {
      read: () =>
        server.isDown ? Promise.reject(new RequestError('offline', 'no answer')) : Promise.resolve(server.setting),
      save: (value, _reason, basedOnVersion) => {
        if (basedOnVersion !== server.setting.version) return Promise.reject(new RequestError('conflict', 'changed'));
        server.setting = { version: basedOnVersion + 1, value };
        return Promise.resolve(server.setting);
      },
      chosenOf: ({ value }) => value,
      versionOf: ({ version }) => ({
        ...{ version, changedBy: null, changedByName: null, changedAt: null, reason: null },
      }),
      isValid: (value) => value !== '',
      saved: (setting) => saved.push(setting),
    },
  );
  draft.open(server.setting);
  return { server, saved, draft };
};

describe('a setting that is changed', () => {
  it('is saved with a reason, and is closed then', async () => {
    const { saved, draft } = setUp();
    expect(draft.state).toMatchObject({ isChanged: false, isReasonMissing: true });
    draft.choose('');
    expect(draft.isValid).toBe(false);
    draft.choose('mine');
    draft.setReason(' why ');
    expect(draft.state).toMatchObject({ isChanged: true, isValid: true, isReasonMissing: false });
    await draft.save();
    expect(saved).toEqual([{ version: 2, value: 'mine' }]);
    expect(draft).toMatchObject({ isOpen: false, chosen: null, reason: '' });
  });

  it('is kept as it was typed where somebody else was first, until the person says whose goes on', async () => {
    const { server, saved, draft } = setUp();
    draft.choose('mine');
    draft.setReason('because');
    server.setting = { version: 2, value: 'theirs' };
    await draft.save();
    expect(draft).toMatchObject({ theirs: { version: 2 }, chosen: 'mine', reason: 'because', failure: 'conflict' });
    draft.keepMine();
    expect(draft).toMatchObject({ theirs: null, chosen: 'mine', failure: null, isChanged: true });
    await draft.save();
    expect(saved).toEqual([{ version: 3, value: 'mine' }]);
  });

  it('gives way to theirs where the person says so, and the reason stays', async () => {
    const { server, draft } = setUp();
    draft.choose('mine');
    draft.setReason('because');
    server.setting = { version: 2, value: 'theirs' };
    await draft.save();
    draft.takeTheirs();
    expect(draft).toMatchObject({ chosen: 'theirs', isChanged: false, reason: 'because', isOpen: true });
  });

  it('says what did not work where theirs cannot be read', async () => {
    const { server, draft } = setUp();
    draft.choose('mine');
    server.setting = { version: 2, value: 'theirs' };
    server.isDown = true;
    await draft.save();
    expect(draft).toMatchObject({ theirs: null, failure: 'offline', chosen: 'mine', isSaving: false });
  });
});
