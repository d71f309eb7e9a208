import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { prepareMediaNode } from '#test/support/media-node.ts';
import { freeHttpPort, freeRtcPort } from '#test/support/media-ports.ts';
import { MediaProcess } from '#test/support/media-process.ts';
import { workerBin } from '#tools/mediasoup-worker/locate.ts';

/** One of the two systems that are compared, running as its own process. */
export type CallSide = {
  name: 'kanhu' | 'bare';
  /** What each of two pages must be given to meet in a room of their own. */
  openRoom: () => Promise<readonly [unknown, unknown]>;
  close: () => Promise<void>;
};

export const startKanhu = async (): Promise<CallSide> => {
  const { server, remote, environment } = await prepareMediaNode();
  // As many workers, and as many lines in the log, as the node has of itself.
  const own = ['KANHU_MEDIA_WORKERS', 'KANHU_LOG_LEVEL'];
  const media = new MediaProcess(
    Object.fromEntries(Object.entries(environment).filter(([name]) => !own.includes(name))),
  );
  await media.ready();
  return {
    name: 'kanhu',
    openRoom: async () => {
      const room = await remote.openRoom();
      return [await remote.grant(room), await remote.grant(room)];
    },
    close: async () => {
      await media.stop();
      await server.close();
    },
  };
};

export const startBare = async (): Promise<CallSide> => {
  const port = await freeHttpPort();
  const script = fileURLToPath(new URL('./bare-node.ts', import.meta.url));
  const bare = new MediaProcess({}, script, [String(port), String(await freeRtcPort()), workerBin()]);
  await bare.ready();
  return {
    name: 'bare',
    openRoom: () => {
      const url = `ws://localhost:${port}/${randomUUID()}`;
      return Promise.resolve([url, url]);
    },
    close: async () => {
      await bare.stop();
    },
  };
};
