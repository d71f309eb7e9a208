/** The frame ends before what its flags promise, or goes on after it. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** Reads a characteristic's value from front to back: little-endian, as Bluetooth sends everything. */
export class ByteReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(field: string): number {
    return this.#view.getUint8(this.#take(1, field));
  }

  uint16(field: string): number {
    return this.#view.getUint16(this.#take(2, field), true);
  }

  int16(field: string): number {
    return this.#view.getInt16(this.#take(2, field), true);
  }

  skip(bytes: number, field: string): void {
    this.#take(bytes, field);
  }

  get remaining(): number {
    return this.#view.byteLength - this.#at;
  }

  /** Bytes that no flag announced: then the flags are wrong, and with them where each value stands. */
  end(): void {
    if (this.remaining > 0) throw new FrameError(`${this.remaining} bytes more than the flags announce`);
  }

  #take(bytes: number, field: string): number {
    if (this.remaining < bytes) throw new FrameError(`the frame ends before ${field}`);
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}
