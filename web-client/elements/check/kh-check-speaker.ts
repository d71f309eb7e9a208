import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { CallCheckResult } from '#contracts/call-check.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { KhElement } from '../kh-element.ts';

/**
 * Plays a sound and asks whether it was heard.
 * @fires kh-speaker-answered - `detail` is the answer.
 */
export class KhCheckSpeaker extends KhElement {
  static override properties = { isPlaying: { state: true }, wasPlayed: { state: true } };
  declare isPlaying: boolean;
  declare wasPlayed: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
    `,
  ];

  constructor() {
    super();
    this.isPlaying = false;
    this.wasPlayed = false;
  }

  override render() {
    return html`<wa-button
        id="play"
        class="wide"
        variant="brand"
        appearance=${this.wasPlayed ? 'outlined' : 'accent'}
        ?loading=${this.isPlaying}
        @click=${() => void this.#play()}
        >${icon('bell')}${this.wasPlayed ? msg('Play it again') : msg('Play a sound')}</wa-button
      >
      ${
        this.wasPlayed
          ? html`<wa-button id="heard" class="wide" variant="brand" @click=${() => this.#answer('heard')}
              >${icon('check')}${msg('Yes, I heard it')}</wa-button
            >
            <wa-button id="not-heard" class="wide" appearance="outlined" @click=${() => this.#answer('not-heard')}
              >${msg('No, I heard nothing')}</wa-button
            >`
          : nothing
      }`;
  }

  async #play(): Promise<void> {
    if (this.isPlaying) return;
    this.isPlaying = true;
    try {
      const { playTestSound } = await import('../../media/check/test-sound.ts');
      await playTestSound();
    } catch {
      // A device that cannot play is one on which nothing was heard: the person says so.
    } finally {
      this.isPlaying = false;
      this.wasPlayed = true;
    }
  }

  #answer(detail: CallCheckResult['speaker']): void {
    this.dispatchEvent(new CustomEvent('kh-speaker-answered', { detail }));
  }
}

customElements.define('kh-check-speaker', KhCheckSpeaker);
declare global {
  interface HTMLElementTagNameMap {
    'kh-check-speaker': KhCheckSpeaker;
  }
  interface GlobalEventHandlersEventMap {
    'kh-speaker-answered': CustomEvent<CallCheckResult['speaker']>;
  }
}
