import type { Frame } from './frame.ts';

/** What a closed page must not lose: frames without their acknowledgement, and what is known about devices. */
export type FrameStore = {
  framesOf(patientId: string): Promise<Frame[]>;
  add(frame: Frame): Promise<void>;
  remove(id: string): Promise<void>;
  /** Small facts by name: which device a name stands for, the last result of a meter. */
  readFact(name: string): Promise<string | number | null>;
  writeFact(name: string, value: string | number): Promise<void>;
};

const NAME = 'kanhu-bluetooth';
const VERSION = 1;

const answerTo = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser’s storage failed'));
  });

const open = (): Promise<IDBDatabase> => {
  const request = indexedDB.open(NAME, VERSION);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('frames', { keyPath: 'id' }).createIndex('patientId', 'patientId');
    request.result.createObjectStore('facts');
  };
  return answerTo(request);
};

/** In the browser's own database. Opened anew for each use is too slow for a strap's frame each second: opened once. */
export const openFrameStore = async (): Promise<FrameStore> => {
  const database = await open();
  const store = (name: 'frames' | 'facts', mode: IDBTransactionMode): IDBObjectStore =>
    database.transaction(name, mode).objectStore(name);
  return {
    framesOf: (patientId) =>
      answerTo(store('frames', 'readonly').index('patientId').getAll(patientId) as IDBRequest<Frame[]>),
    add: async (frame) => {
      await answerTo(store('frames', 'readwrite').put(frame));
    },
    remove: async (id) => {
      await answerTo(store('frames', 'readwrite').delete(id));
    },
    readFact: async (name) => {
      const value = (await answerTo(store('facts', 'readonly').get(name))) as string | number | undefined;
      return value ?? null;
    },
    writeFact: async (name, value) => {
      await answerTo(store('facts', 'readwrite').put(value, name));
    },
  };
};

/** For browsers that refuse to store, such as private windows: as long as the page. */
export const createMemoryStore = (): FrameStore => {
  const frames = new Map<string, Frame>();
  const facts = new Map<string, string | number>();
  return {
    framesOf: (patientId) => Promise.resolve([...frames.values()].filter((frame) => frame.patientId === patientId)),
    add: (frame) => Promise.resolve(void frames.set(frame.id, frame)),
    remove: (id) => Promise.resolve(void frames.delete(id)),
    readFact: (name) => Promise.resolve(facts.get(name) ?? null),
    writeFact: (name, value) => Promise.resolve(void facts.set(name, value)),
  };
};
