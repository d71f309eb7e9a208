import { MEDIA_HEARTBEAT_MS, MEDIA_HEARTBEAT_PATH, type MediaHeartbeat } from '#contracts/media.ts';
import type { Logger } from '../log.ts';
import type { MediaNode } from '../media-node.ts';
import type { ServerClient } from './server-client.ts';

export type HeartbeatOptions = {
  client: ServerClient;
  node: MediaNode;
  nodeId: string;
  mediaUrl: string;
  controlUrl: string;
  log: Logger;
};

/** Tells the server each second that this node lives and what is in it. One at a time: a late one is worth nothing. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #startedAt = new Date().toISOString();
  readonly #timer: NodeJS.Timeout;
  readonly #stop = new AbortController();
  #beating: Promise<void> | undefined;
  #isServerReached: boolean | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#beat(), MEDIA_HEARTBEAT_MS);
    this.#beat();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#beating;
  }

  #beat(): void {
    this.#beating ??= this.#post().finally(() => {
      this.#beating = undefined;
    });
  }

  async #post(): Promise<void> {
    const { client, node, nodeId, mediaUrl, controlUrl, log } = this.#options;
    const heartbeat: MediaHeartbeat = {
      nodeId,
      mediaUrl,
      controlUrl,
      startedAt: this.#startedAt,
      isDraining: node.isDraining,
      workers: node.workerPids.length,
      rooms: node.occupancy,
    };
    let status: number | undefined;
    try {
      status = await client.post(MEDIA_HEARTBEAT_PATH, heartbeat, this.#stop.signal);
    } catch {
      status = undefined;
    }
    const isReached = status !== undefined && status >= 200 && status < 300;
    if (isReached === this.#isServerReached || this.#stop.signal.aborted) return;
    this.#isServerReached = isReached;
    if (isReached) log.info('the server takes our heartbeat');
    else log.warn({ status }, 'the server does not take our heartbeat');
  }
}
