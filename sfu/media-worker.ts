import { createWorker, type types } from 'mediasoup';
import { EnvironmentError } from '#contracts/environment.ts';
import type { Logger } from './log.ts';
import { INITIAL_OUTGOING_BITRATE, ROUTER_CODECS } from './codecs.ts';

export type MediaWorkerOptions = {
  workerBin: string | undefined;
  listenAddress: string;
  announcedAddress: string;
  rtcPort: number;
  /** Off where a network lets no UDP through; media then flows over TCP alone. */
  isUdpEnabled: boolean;
  log: Logger;
};

/**
 * mediasoup closes its workers by itself on SIGINT and SIGTERM, before anyone can tell the peers why. When this process
 * dies without a word, its workers see their channel close and end.
 */
const leaveSignalsToUs = (worker: types.Worker): void => {
  if (!('onSignal' in worker) || !isSignalListener(worker.onSignal)) return;
  process.off('SIGINT', worker.onSignal);
  process.off('SIGTERM', worker.onSignal);
};

const isSignalListener = (value: unknown): value is NodeJS.SignalsListener => typeof value === 'function';

/** One media process (one core) with the one port, UDP and TCP, through which all its calls go. */
export class MediaWorker {
  readonly #worker: types.Worker;
  readonly #webRtcServer: types.WebRtcServer;
  readonly #options: MediaWorkerOptions;
  #rooms = 0;

  private constructor(worker: types.Worker, webRtcServer: types.WebRtcServer, options: MediaWorkerOptions) {
    this.#worker = worker;
    this.#webRtcServer = webRtcServer;
    this.#options = options;
  }

  static async create(options: MediaWorkerOptions): Promise<MediaWorker> {
    const { workerBin, listenAddress, announcedAddress, rtcPort } = options;
    // The worker's warnings name the addresses of peers; its errors do not.
    const worker = await createWorker({ logLevel: 'error', ...(workerBin === undefined ? {} : { workerBin }) }).catch(
      () => {
        const where = workerBin ?? 'its default place';
        const reason = `the media worker at ${where} does not start; prepare it: node tools/bootstrap.mjs start`;
        throw new EnvironmentError([{ name: 'KANHU_MEDIASOUP_WORKER', reason }]);
      },
    );
    leaveSignalsToUs(worker);
    const listenInfo = { ip: listenAddress, announcedAddress, port: rtcPort };
    try {
      const webRtcServer = await worker.createWebRtcServer({
        listenInfos: [
          { protocol: 'udp', ...listenInfo },
          { protocol: 'tcp', ...listenInfo },
        ],
      });
      return new MediaWorker(worker, webRtcServer, options);
    } catch {
      worker.close();
      const reason = `port ${rtcPort}, UDP and TCP on ${listenAddress}, cannot be opened; is another program using it?`;
      throw new EnvironmentError([{ name: 'KANHU_MEDIA_RTC_PORT', reason }]);
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get isClosed(): boolean {
    return this.#worker.closed;
  }

  /** How many rooms it carries now. */
  get rooms(): number {
    return this.#rooms;
  }

  onDied(listener: () => void): void {
    this.#worker.once('died', listener);
  }

  async createRouter(): Promise<types.Router> {
    this.#rooms += 1;
    try {
      const router = await this.#worker.createRouter({ mediaCodecs: [...ROUTER_CODECS] });
      router.observer.once('close', () => {
        this.#rooms -= 1;
      });
      return router;
    } catch (error) {
      this.#rooms -= 1;
      throw error;
    }
  }

  async createTransport(router: types.Router): Promise<types.WebRtcTransport> {
    return router.createWebRtcTransport({
      webRtcServer: this.#webRtcServer,
      enableUdp: this.#options.isUdpEnabled,
      enableTcp: true,
      preferUdp: true,
      initialAvailableOutgoingBitrate: INITIAL_OUTGOING_BITRATE,
    });
  }

  /** Resolves when the process is gone. */
  async close(): Promise<void> {
    if (this.#worker.subprocessClosed) return;
    const gone = new Promise<void>((resolve) => this.#worker.once('subprocessclose', resolve));
    this.#worker.close();
    await gone;
  }
}
