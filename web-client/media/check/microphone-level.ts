/** Below this (-60 dB of full scale) it is the microphone's own noise, or a switch on it that is off. */
const SILENCE = 0.001;

/** How loud a microphone is, for a meter and for finding one that gives nothing. */
export class MicrophoneLevel {
  readonly #audio = new AudioContext();
  readonly #analyser: AnalyserNode;
  readonly #samples: Float32Array<ArrayBuffer>;

  constructor(track: MediaStreamTrack) {
    this.#analyser = new AnalyserNode(this.#audio, { fftSize: 2_048 });
    this.#samples = new Float32Array(this.#analyser.fftSize);
    this.#audio.createMediaStreamSource(new MediaStream([track])).connect(this.#analyser);
    // Some browsers start it only for a person who has touched the page; by now they have.
    void this.#audio.resume();
  }

  /** Root mean square of the last 43 ms, 0 to 1. */
  read(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    const power = this.#samples.reduce((sum, sample) => sum + sample * sample, 0) / this.#samples.length;
    return Math.sqrt(power);
  }

  close(): void {
    void this.#audio.close();
  }
}

export const isSound = (level: number): boolean => level > SILENCE;

/** 0 to 1 for a meter, as the ear hears it. Worked example: speech at 0.05 (-26 dB) fills 0.57 of it. */
export const toMeter = (level: number): number =>
  level <= SILENCE ? 0 : Math.min(1, 1 + (20 * Math.log10(level)) / 60);
