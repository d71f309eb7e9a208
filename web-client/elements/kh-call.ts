import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { CallController, type CallState } from '../controllers/call.ts';
import { ClockController } from '../controllers/clock.ts';
import { stopwatchText } from '../format/time.ts';
import { icon, type IconName } from '../icons/icon.ts';
import type { RemoteStatistics } from '../media/session.ts';
import { baseStyles } from '../styles/base.ts';
import { localMediaWords } from '../words/local-media.ts';
import { KhElement } from './kh-element.ts';
import './kh-avatar.ts';
import './kh-failure.ts';
import './kh-video.ts';

/**
 * The live part of a visit: the other person large, oneself small beside the buttons, so that nothing covers a face.
 * Joins by itself once it is given a consultation.
 * @fires kh-hang-up - The person wants to leave.
 * @fires kh-call-over - The room was closed by the other side.
 */
export class KhCall extends KhElement {
  static override properties = {
    consultationId: { attribute: false },
    peerName: { attribute: false },
    waitingWords: { attribute: false },
    startedAt: { attribute: false },
    endWord: { attribute: false },
    isHelpOpen: { state: true },
  };
  declare consultationId: string;
  declare peerName: string;
  /** What stands in the picture's place until the other person is there. */
  declare waitingWords: string;
  declare startedAt: string | null;
  declare endWord: string;
  declare isHelpOpen: boolean;

  readonly #call = new CallController(this);
  readonly #clock = new ClockController(this, 1_000);
  #lastState: CallState = 'idle';

  static override styles = [
    baseStyles,
    css`
      :host {
        container: call / inline-size;
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        grid-template-columns: minmax(0, 1fr);
        min-block-size: 0;
        background: #0b1210;
        color: #eef4f1;
        color-scheme: dark;
      }
      .stage {
        position: relative;
        display: grid;
        min-block-size: 0;
      }
      .stage > kh-video {
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 0;
      }
      .stage > kh-video[data-empty] {
        position: absolute;
        visibility: hidden;
      }
      .waiting {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: var(--kh-space-4);
        padding: var(--kh-space-6);
        text-align: center;
      }
      .waiting strong {
        font-size: var(--kh-text-2xl);
        font-weight: var(--kh-weight-strong);
        line-height: var(--kh-leading-tight);
        overflow-wrap: anywhere;
      }
      .line {
        display: flex;
        align-items: center;
        gap: var(--kh-space-3);
        padding: var(--kh-space-2) var(--kh-space-4);
        background: #f6d98a;
        color: #2a1f00;
      }
      .bar {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: var(--kh-space-3) var(--kh-space-4);
        padding: var(--kh-space-3) var(--kh-space-4) calc(var(--kh-space-3) + env(safe-area-inset-bottom));
      }
      .self {
        position: relative;
        inline-size: 7rem;
        aspect-ratio: 4 / 3;
        border-radius: var(--kh-radius-m);
        overflow: hidden;
        background: #1c2623;
        display: grid;
        place-content: center;
        color: #9fb0aa;
        --video-fit: cover;
      }
      .self kh-video {
        position: absolute;
        inset: 0;
      }
      .buttons {
        display: flex;
        justify-content: flex-end;
        gap: var(--kh-space-2);
      }
      button {
        display: grid;
        justify-items: center;
        align-content: center;
        gap: var(--kh-space-1);
        flex: 0 1 6rem;
        min-inline-size: 60px;
        min-block-size: 64px;
        padding: var(--kh-space-1) var(--kh-space-2);
        border: 0;
        border-radius: var(--kh-radius-m);
        background: #22302c;
        color: inherit;
        font-size: 0.875rem;
        line-height: 1.2;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      button .icon {
        font-size: 1.35rem;
      }
      button:hover {
        background: #2d3e39;
      }
      button[aria-pressed='true'] {
        background: #eef4f1;
        color: #0b1210;
      }
      button.end {
        background: #eef4f1;
        color: #0b1210;
        font-weight: var(--kh-weight-strong);
      }
      button:focus-visible {
        outline-color: #8ec2ff;
      }
      .help {
        padding: var(--kh-space-4);
        background: #16211e;
      }
      .help ul {
        display: grid;
        gap: var(--kh-space-2);
        padding-inline-start: 1.2em;
        list-style: disc;
      }
      .time {
        font-variant-numeric: tabular-nums;
        color: #9fb0aa;
        font-size: var(--kh-text-s);
      }
      @container call (max-width: 560px) {
        .bar {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .self {
          inline-size: 5.5rem;
        }
        .buttons {
          grid-column: 1 / -1;
          justify-content: stretch;
        }
        button {
          flex: 1 1 0;
        }
        .peer {
          order: -1;
        }
      }
      .peer {
        min-inline-size: 0;
        display: none;
      }
      @container call (max-width: 560px) {
        .peer {
          display: block;
        }
      }
      .peer strong {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  constructor() {
    super();
    this.consultationId = '';
    this.peerName = '';
    this.waitingWords = '';
    this.startedAt = null;
    this.endWord = '';
    this.isHelpOpen = false;
  }

  /** How well the other's picture and voice arrive. */
  statistics(): Promise<RemoteStatistics[]> {
    return this.#call.statistics();
  }

  override willUpdate(): void {
    if (this.consultationId !== '' && this.#call.state === 'idle') void this.#call.join(this.consultationId);
  }

  override updated(): void {
    const { state } = this.#call;
    if (state !== this.#lastState) {
      this.#lastState = state;
      if (state === 'left') this.dispatchEvent(new Event('kh-call-over'));
    }
  }

  override render() {
    const { state, hasTheirPicture, theirStream } = this.#call;
    return html`<div class="stage">
        <kh-video
          id="remote"
          .stream=${theirStream}
          .label=${this.peerName}
          ?data-empty=${!hasTheirPicture}
        ></kh-video>
        ${hasTheirPicture ? nothing : this.#renderWaiting()}
      </div>
      <div>
        <div role="status">${this.#renderLine(state)}</div>
        ${this.isHelpOpen ? this.#renderHelp() : nothing} ${this.#renderBar()}
      </div>`;
  }

  #renderWaiting() {
    const { state, failure, isSomebodyThere } = this.#call;
    if (state === 'failed')
      return html`<div class="waiting">
        <kh-failure .code=${failure ?? 'unavailable'} @kh-retry=${this.#onRetry}></kh-failure>
      </div>`;
    const words =
      state === 'connecting' || state === 'idle'
        ? msg('Connecting…')
        : isSomebodyThere
          ? msg('The camera is off. You can hear each other.')
          : this.waitingWords;
    return html`<div class="waiting">
      <kh-avatar .name=${this.peerName}></kh-avatar>
      <strong>${this.peerName}</strong>
      <p>${words}</p>
    </div>`;
  }

  #renderLine(state: CallState) {
    if (state === 'reconnecting')
      return html`<p class="line">${icon('wifi-off')}${msg('The line is weak. Reconnecting…')}</p>`;
    const words = localMediaWords(this.#call.problems);
    return words === null ? nothing : html`<p class="line">${icon('info')}${words}</p>`;
  }

  #renderBar() {
    const { isCameraOn, isMicrophoneOn, ownStream, state } = this.#call;
    const elapsed = this.startedAt === null ? null : this.#clock.now.getTime() - Date.parse(this.startedAt);
    return html`<div class="bar">
      <div class="self">
        ${
          isCameraOn
            ? html`<kh-video id="self" isMirrored isMuted .stream=${ownStream} .label=${msg('Your own picture')}></kh-video>`
            : icon('video-off')
        }
      </div>
      <div class="peer">
        <strong>${this.peerName}</strong>
        ${elapsed === null ? nothing : html`<span class="time">${stopwatchText(elapsed)}</span>`}
      </div>
      <div class="buttons" role="group" aria-label=${msg('Call')}>
        ${this.#renderButton(
          'microphone',
          isMicrophoneOn ? 'microphone' : 'microphone-off',
          isMicrophoneOn ? msg('Mute') : msg('Unmute'),
          !isMicrophoneOn,
          () => void this.#call.toggleMicrophone(),
        )}
        ${this.#renderButton(
          'camera',
          isCameraOn ? 'video' : 'video-off',
          isCameraOn ? msg('Camera off') : msg('Camera on'),
          !isCameraOn,
          () => void this.#call.toggleCamera(),
        )}
        ${this.#renderButton('help', 'question', msg('Help'), this.isHelpOpen, () => {
          this.isHelpOpen = !this.isHelpOpen;
        })}
        <button class="end" id="hang-up" type="button" ?disabled=${state === 'left'} @click=${this.#onHangUp}>
          ${icon('phone-down')}<span>${this.endWord}</span>
        </button>
      </div>
    </div>`;
  }

  #renderButton(id: string, symbol: IconName, word: string, isPressed: boolean, act: () => void) {
    return html`<button id=${id} type="button" aria-pressed=${isPressed} @click=${act}>
      ${icon(symbol)}<span>${word}</span>
    </button>`;
  }

  #renderHelp() {
    return html`<div class="help" role="region" aria-label=${msg('Help')}>
      <ul>
        <li>${msg('No sound? Turn up the volume of your device, and see that it is not on silent.')}</li>
        <li>${msg('Nobody hears you? Press “Unmute”.')}</li>
        <li>${msg('No picture? Press “Camera on”, or allow the camera in your browser.')}</li>
        <li>${msg(str`If the line breaks, stay here: it comes back by itself. ${this.peerName} can also phone you.`)}</li>
      </ul>
    </div>`;
  }

  readonly #onRetry = (): void => void this.#call.join(this.consultationId);

  readonly #onHangUp = (): void => {
    this.#lastState = 'left';
    this.#call.leave();
    this.dispatchEvent(new Event('kh-hang-up'));
  };
}

customElements.define('kh-call', KhCall);
declare global {
  interface HTMLElementTagNameMap {
    'kh-call': KhCall;
  }
  interface GlobalEventHandlersEventMap {
    'kh-hang-up': Event;
    'kh-call-over': Event;
  }
}
