/** How loud one person is: 0 silence, 1 the loudest that can be sent (`audioLevel` of webrtc-stats). */
export type Voice = { readonly peerId: string; readonly level: number };

/** Below this, some 40 dB under the loudest, it is a room and no voice. */
const SPEAKS_FROM = 0.01;
/** Somebody else must be heard for this long before the picture changes to them: a cough is no turn. */
const TURN_MS = 800;

/** Who speaks, found from how loud everybody is. In silence it stays who spoke last. */
export class ActiveSpeaker {
  #speaker: string | null = null;
  #rival: { peerId: string; sinceMs: number } | null = null;

  /** Takes what is heard now, and returns who speaks; null while nobody has. */
  hear(voices: readonly Voice[], nowMs: number): string | null {
    if (!voices.some(({ peerId }) => peerId === this.#speaker)) this.#speaker = null;
    const [loudest] = voices.filter(({ level }) => level >= SPEAKS_FROM).toSorted((a, b) => b.level - a.level);
    if (loudest === undefined || loudest.peerId === this.#speaker) {
      this.#rival = null;
      return this.#speaker;
    }
    if (this.#rival?.peerId !== loudest.peerId) this.#rival = { peerId: loudest.peerId, sinceMs: nowMs };
    if (this.#speaker === null || nowMs - this.#rival.sinceMs >= TURN_MS) {
      this.#speaker = loudest.peerId;
      this.#rival = null;
    }
    return this.#speaker;
  }
}
