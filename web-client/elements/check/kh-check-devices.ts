import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Chosen, LocalMediaCheck } from '../../controllers/local-media-check.ts';
import { icon } from '../../icons/icon.ts';
import type { LocalDevice } from '../../media/local-media.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { pageStyles } from '../../styles/layout.ts';
import { openingAdvice, silentWords } from '../../words/call-check.ts';
import { localMediaWords } from '../../words/local-media.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-video.ts';
import './kh-level-meter.ts';

type Picked = 'camera' | 'microphone';

/**
 * One's own picture and voice, and which camera and microphone they come from.
 * @fires kh-choose-devices - `detail` is what was chosen, or the same again for another try.
 * @fires kh-next - Go on with what is there.
 */
export class KhCheckDevices extends KhElement {
  static override properties = { local: { attribute: false }, revision: { attribute: false } };
  declare local: LocalMediaCheck;
  /** Of `local`: what makes this be drawn again. */
  declare revision: number;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      kh-video {
        aspect-ratio: 16 / 9;
        max-block-size: 40vh;
        border-radius: var(--kh-radius-l);
      }
      select {
        inline-size: 100%;
      }
      .line {
        display: flex;
        align-items: start;
        gap: var(--kh-space-3);
      }
      .line.good .icon {
        color: var(--kh-good-ink);
      }
    `,
  ];

  override render() {
    const { local } = this;
    if (local.isOpening)
      return html`<p role="status">${msg('Your browser asks whether Kanhu may use camera and microphone. Please allow both.')}</p>`;
    const words = localMediaWords(local.problems);
    const problem = local.problems.microphone ?? local.problems.camera;
    return html`${
      local.hasCamera
        ? html`<kh-video isMuted isMirrored .stream=${local.ownStream} .label=${msg('Your own picture')}></kh-video>`
        : nothing
    }
      ${local.hasMicrophone ? this.#renderVoice() : nothing}
      ${
        words !== null && problem !== undefined
          ? html`<div class="line" role="alert">${icon('warning')}<p>${words} ${openingAdvice(problem)}</p></div>
            <wa-button class="wide" variant="brand" @click=${() => this.#choose({})}>${msg('Try again')}</wa-button>`
          : nothing
      }
      <wa-button id="next" class="wide" variant="brand" appearance=${words === null ? 'accent' : 'outlined'} @click=${this.#onNext}
        >${words === null ? msg('Go on') : msg('Go on all the same')}</wa-button
      >
      ${this.#renderPick('camera', msg('Camera'))} ${this.#renderPick('microphone', msg('Microphone'))}`;
  }

  #renderVoice() {
    const { local } = this;
    return html`<div class="stack">
      <kh-level-meter .loudness=${local.loudness}></kh-level-meter>
      <div role="status">
        ${
          local.isHeard
            ? html`<p class="line good">${icon('circle-check')}<span>${msg('We can hear you.')}</span></p>`
            : local.isSilent
              ? html`<p class="line">${icon('microphone-off')}<span>${silentWords()}</span></p>`
              : html`<p class="line">${icon('microphone')}<span>${msg('Say something, such as “Good morning”.')}</span></p>`
        }
      </div>
    </div>`;
  }

  /** Only where there is a choice. */
  #renderPick(kind: Picked, word: string) {
    const devices = this.local.devices.filter((device) => device.kind === kind);
    if (devices.length < 2) return nothing;
    const current = this.#currentId(kind);
    return html`<label class="field"
      ><span>${word}</span
      ><select id=${kind} @change=${(event: Event) => this.#onPick(kind, event)}>
        ${devices.map(
          ({ deviceId, label }, index) =>
            html`<option value=${deviceId} ?selected=${deviceId === current}>${this.#nameOf(word, label, index)}</option>`,
        )}
      </select></label
    >`;
  }

  #nameOf(word: string, label: LocalDevice['label'], index: number): string {
    return label === '' ? `${word} ${index + 1}` : label;
  }

  #currentId(kind: Picked): string | undefined {
    return this.local.tracks[kind]?.getSettings().deviceId ?? this.local.chosen[kind];
  }

  #onPick(kind: Picked, event: Event): void {
    if (event.target instanceof HTMLSelectElement) this.#choose({ [kind]: event.target.value });
  }

  #choose(change: Chosen): void {
    this.dispatchEvent(new CustomEvent('kh-choose-devices', { detail: { ...this.local.chosen, ...change } }));
  }

  readonly #onNext = (): void => {
    this.dispatchEvent(new Event('kh-next'));
  };
}

customElements.define('kh-check-devices', KhCheckDevices);
declare global {
  interface HTMLElementTagNameMap {
    'kh-check-devices': KhCheckDevices;
  }
  interface GlobalEventHandlersEventMap {
    'kh-choose-devices': CustomEvent<Chosen>;
    'kh-next': Event;
  }
}
