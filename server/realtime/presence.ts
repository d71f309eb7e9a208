import { newId } from '#database/ids.ts';
import type { Deps, Running } from '../deps.ts';
import { causeCode } from '../errors.ts';
import { PRESENCE_EVERY_MS, writePresences } from '../services/presences/write-presences.ts';

export type Presence = Running & {
  /** Somebody opened their first page on this server, or closed their last. */
  note(): void;
};

/**
 * Tells the database which clinicians have a page open here, so that a patient who waits sees on any server whether theirs
 * is there. Written as a whole, one write at a time: none overtakes a later one.
 */
export const startPresence = (deps: Deps, clinicians: () => readonly string[]): Presence => {
  const serverId = newId();
  let writing: Promise<void> | null = null;
  /** How often there was news, and how much of it is written. */
  let noted = 0;
  let written = 0;
  let isClosed = false;

  const write = async (): Promise<void> => {
    while (written < noted) {
      const upTo = noted;
      try {
        await writePresences(deps, serverId, isClosed ? [] : clinicians());
      } catch (error) {
        deps.log.warn({ code: causeCode(error) }, 'it cannot be written who has a page open');
      }
      written = upTo;
    }
    writing = null;
  };
  const note = (): void => {
    noted += 1;
    writing ??= write();
  };
  const timer = setInterval(note, PRESENCE_EVERY_MS);

  return {
    note,
    async close() {
      clearInterval(timer);
      isClosed = true;
      note();
      await writing;
    },
  };
};
