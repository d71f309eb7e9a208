import { FrameQueue } from '../bluetooth/frame-queue.ts';
import type { FrameStore } from '../bluetooth/frame-store.ts';
import { DeviceLink, type LinkState } from '../data/device-link.ts';

/** One device's frames and their way to the clinic: what is heard goes out whenever there is a connection. */
export class DeviceOutbox {
  readonly deviceId: string;
  readonly queue: FrameQueue;
  readonly #link: DeviceLink;

  constructor(deviceId: string, store: FrameStore, onChange: () => void) {
    this.deviceId = deviceId;
    this.queue = new FrameQueue(store, onChange);
    this.#link = new DeviceLink(deviceId, {
      state: (state) => {
        const link = this.#link;
        this.queue.sendBy(state === 'online' ? (frame) => link.publish(frame) : null);
      },
    });
  }

  get link(): LinkState {
    return this.#link.state;
  }

  reportBattery(percent: number): void {
    this.#link.reportBattery(percent);
  }

  close(): void {
    this.queue.sendBy(null);
    this.#link.close();
  }
}
