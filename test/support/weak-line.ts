import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** One direction of a line. */
export type LineLimits = {
  /** What it carries a second, in bits. */
  bitrate?: number;
  /** Share of the packets that never arrive, from 0 to 1. */
  loss?: number;
};

/** What waits longer than this for its turn is dropped, as by a router whose queue is full. */
const QUEUE_MS = 300;

/** One direction: packets take their turn at the line's speed, and some are lost. */
class Direction {
  #limits: LineLimits = {};
  #freeAtMs = 0;
  /** Every nth packet is lost, so that a run is like the next. */
  #owed = 0;
  #waiting = new Set<NodeJS.Timeout>();
  readonly passed = { packets: 0, dropped: 0, bytes: 0 };

  limit(limits: LineLimits): void {
    this.#limits = limits;
    this.#freeAtMs = 0;
  }

  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
  }

  pass(bytes: number, deliver: () => void): void {
    const { bitrate = Infinity, loss = 0 } = this.#limits;
    const nowMs = performance.now();
    const waitMs = Math.max(0, this.#freeAtMs - nowMs);
    this.#owed += loss;
    if (this.#owed >= 1 || waitMs > QUEUE_MS) {
      this.#owed %= 1;
      this.passed.dropped += 1;
      return;
    }
    this.#freeAtMs = nowMs + waitMs + (bytes * 8_000) / bitrate;
    this.passed.packets += 1;
    this.passed.bytes += bytes;
    const delayMs = this.#freeAtMs - nowMs;
    if (delayMs < 1) deliver();
    else {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer);
        deliver();
      }, delayMs);
      this.#waiting.add(timer);
    }
  }
}

/**
 * A UDP forwarder between one browser and a media node, whose line a test makes weak. Chromium's own emulation
 * (`Network.emulateNetworkConditions` with packet loss or throughput) was measured and does nothing to WebRTC here, and
 * many kernels lack netem; this needs neither a kernel nor root.
 */
export class WeakLine {
  readonly port: number;
  readonly #socket: Socket;
  readonly #upstreams = new Map<string, Socket>();
  readonly up = new Direction();
  readonly down = new Direction();

  private constructor(socket: Socket, nodePort: number) {
    this.#socket = socket;
    this.port = socket.address().port;
    socket.on('message', (packet, browser) => {
      const upstream = this.#upstreamOf(browser);
      this.up.pass(packet.length, () => upstream.send(packet, nodePort, '127.0.0.1'));
    });
  }

  /** A line to the node whose media come and go at this port of the same machine. */
  static async open(nodePort: number): Promise<WeakLine> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new WeakLine(socket, nodePort);
  }

  weaken({ up = {}, down = {} }: { up?: LineLimits; down?: LineLimits }): void {
    this.up.limit(up);
    this.down.limit(down);
  }

  restore(): void {
    this.weaken({});
  }

  close(): void {
    this.up.close();
    this.down.close();
    this.#socket.close();
    for (const upstream of this.#upstreams.values()) upstream.close();
  }

  /** The node tells browsers apart by where their packets come from. */
  #upstreamOf(browser: RemoteInfo): Socket {
    const name = `${browser.address}:${browser.port}`;
    const known = this.#upstreams.get(name);
    if (known) return known;
    const upstream = createSocket('udp4');
    this.#upstreams.set(name, upstream);
    upstream.on('message', (packet) => {
      this.down.pass(packet.length, () => this.#socket.send(packet, browser.port, browser.address));
    });
    return upstream;
  }
}

/** Runs in the page before its own scripts: its media take the line at `linePort`, and no other way. */
export const takeLine = (linePort: number): void => {
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const sdp = description.sdp
        ?.replaceAll(/^a=candidate:\S+ 1 tcp .*\r\n/gim, '')
        .replaceAll(/^(a=candidate:\S+ 1 udp \d+ \S+) \d+ /gim, `$1 ${linePort} `);
      return super.setRemoteDescription({ ...description, ...(sdp === undefined ? {} : { sdp }) });
    }
  };
};
