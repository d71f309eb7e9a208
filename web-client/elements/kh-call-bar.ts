import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { stopwatchText } from '../format/time.ts';
import { icon, type IconName } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';
import './kh-video.ts';

export type CallAction = 'microphone' | 'camera' | 'voice-only' | 'screen' | 'help' | 'hang-up';

/**
 * What stands under the picture in a call: oneself, the buttons, and, where no page around it says so, who it is and for
 * how long. In its simple form two buttons are large, and whatever else is called for: what was switched away from how a
 * call begins, and voices alone on a weak line. Those stay one tap away on a good one, too.
 * @fires kh-call-action - `detail` is what was pressed.
 */
export class KhCallBar extends KhElement {
  static override properties = {
    peerName: { attribute: false },
    ownStream: { attribute: false },
    elapsedMs: { attribute: false },
    endWord: { attribute: false },
    isCameraOn: { type: Boolean },
    isOwnPictureSent: { type: Boolean },
    isVoiceOnly: { type: Boolean },
    isMicrophoneOn: { type: Boolean },
    isHelpOpen: { type: Boolean },
    mayShare: { type: Boolean },
    isSharing: { type: Boolean },
    isOver: { type: Boolean },
    isSimple: { type: Boolean },
    isLineWeak: { type: Boolean },
    areAllShown: { state: true },
  };
  declare peerName: string;
  declare ownStream: MediaStream | null;
  /** Null before the call has begun. */
  declare elapsedMs: number | null;
  declare endWord: string;
  declare isCameraOn: boolean;
  /** The camera may be on while the line does not carry its picture. */
  declare isOwnPictureSent: boolean;
  declare isVoiceOnly: boolean;
  declare isMicrophoneOn: boolean;
  declare isHelpOpen: boolean;
  /** The device can show its screen to the others. */
  declare mayShare: boolean;
  declare isSharing: boolean;
  declare isOver: boolean;
  declare isSimple: boolean;
  declare isLineWeak: boolean;
  declare areAllShown: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        container-type: inline-size;
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
      .peer {
        min-inline-size: 0;
        display: none;
      }
      .peer strong {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .time {
        font-variant-numeric: tabular-nums;
        color: #9fb0aa;
        font-size: var(--kh-text-s);
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
        padding: var(--kh-space-1);
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
      button[aria-pressed='true'],
      button.end {
        background: #eef4f1;
        color: #0b1210;
      }
      .aside {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .aside button {
        grid-auto-flow: column;
        align-items: center;
        gap: var(--kh-space-2);
        flex: 0 1 auto;
        min-block-size: var(--kh-target);
        padding-inline: var(--kh-space-3);
        font-size: 1rem;
      }
      button.quiet {
        background: none;
        color: #c4d1cc;
      }
      .aside span:not(.icon) {
        text-decoration: underline;
      }
      /* Two that are found without looking for them. */
      .simple .buttons > button {
        flex-basis: 11rem;
        min-block-size: 76px;
        font-size: 1.375rem;
      }
      button.end {
        font-weight: var(--kh-weight-strong);
      }
      button:focus-visible {
        outline-color: #8ec2ff;
      }
      @container (max-width: 560px) {
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
        .bar .buttons > button {
          flex: 1 1 0;
        }
        /* Above the others: beside them they would take their room. */
        .buttons:has(> .aside) {
          flex-wrap: wrap;
        }
        .aside {
          flex: 1 0 100%;
          justify-content: space-between;
        }
        /* Nobody shows the screen of something so narrow; whoever made a window small may still stop. */
        #screen[aria-pressed='false'] {
          display: none;
        }
        /* Five of them beside one another on the narrowest phone. */
        .bar {
          padding-inline: var(--kh-space-2);
        }
        .buttons {
          gap: var(--kh-space-1);
        }
        .peer {
          display: block;
          order: -1;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.peerName = '';
    this.ownStream = null;
    this.elapsedMs = null;
    this.endWord = '';
    this.isCameraOn = false;
    this.isOwnPictureSent = false;
    this.isVoiceOnly = false;
    this.isMicrophoneOn = false;
    this.isHelpOpen = false;
    this.mayShare = false;
    this.isSharing = false;
    this.isOver = false;
    this.isSimple = false;
    this.isLineWeak = false;
    this.areAllShown = false;
  }

  override render() {
    const { isCameraOn, isOwnPictureSent, isVoiceOnly, isMicrophoneOn, isHelpOpen, elapsedMs } = this;
    return html`<div class="bar ${this.isSimple && !this.areAllShown ? 'simple' : ''}">
      <div class="self">
        ${
          isOwnPictureSent
            ? html`<kh-video
                id="self"
                isMirrored
                isMuted
                .stream=${this.ownStream}
                .label=${msg('Your own picture')}
              ></kh-video>`
            : icon('video-off')
        }
      </div>
      <div class="peer">
        <strong>${this.peerName}</strong>
        ${elapsedMs === null ? nothing : html`<span class="time">${stopwatchText(elapsedMs)}</span>`}
      </div>
      <div class="buttons" role="group" aria-label=${msg('Call')}>
        ${
          this.isSimple
            ? html`<div class="aside">
                ${this.#renderVoiceOnly(!isVoiceOnly && !this.isLineWeak)}
                <button
                  class="quiet"
                  id="more"
                  type="button"
                  aria-expanded=${this.areAllShown}
                  @click=${this.#onMore}
                >
                  <span>${this.areAllShown ? msg('Fewer buttons') : msg('More buttons')}</span>
                </button>
              </div>`
            : nothing
        }
        ${this.#renderSwitch(
          'microphone',
          isMicrophoneOn ? 'microphone' : 'microphone-off',
          isMicrophoneOn ? msg('Mute') : msg('Unmute'),
          !isMicrophoneOn,
        )}
        ${
          this.#isWanted(!isCameraOn && !isVoiceOnly)
            ? this.#renderSwitch(
                'camera',
                isCameraOn ? 'video' : 'video-off',
                isCameraOn ? msg('Camera off') : msg('Camera on'),
                !isCameraOn,
              )
            : nothing
        }
        ${this.isSimple ? nothing : this.#renderVoiceOnly(false)}
        ${
          this.mayShare && this.#isWanted(this.isSharing)
            ? this.#renderSwitch(
                'screen',
                'monitor',
                this.isSharing ? msg('Stop sharing') : msg('Share screen'),
                this.isSharing,
              )
            : nothing
        }
        ${this.#isWanted(isHelpOpen) ? this.#renderSwitch('help', 'question', msg('Help'), isHelpOpen) : nothing}
        <button class="end" id="hang-up" type="button" ?disabled=${this.isOver} @click=${() => this.#act('hang-up')}>
          ${icon('phone-down')}<span>${this.endWord}</span>
        </button>
      </div>
    </div>`;
  }

  #renderVoiceOnly(isQuiet: boolean) {
    const { isVoiceOnly } = this;
    const word = isVoiceOnly ? msg('Pictures on') : msg('Voice only');
    return this.#renderSwitch('voice-only', isVoiceOnly ? 'eye' : 'phone', word, isVoiceOnly, isQuiet);
  }

  #isWanted(isCalledFor: boolean): boolean {
    return !this.isSimple || this.areAllShown || isCalledFor;
  }

  readonly #onMore = (): void => {
    this.areAllShown = !this.areAllShown;
  };

  #renderSwitch(action: CallAction, symbol: IconName, word: string, isPressed: boolean, isQuiet = false) {
    return html`<button id=${action} class=${isQuiet ? 'quiet' : ''} type="button" aria-pressed=${isPressed} @click=${() => this.#act(action)}>
      ${icon(symbol)}<span>${word}</span>
    </button>`;
  }

  #act(action: CallAction): void {
    this.dispatchEvent(new CustomEvent('kh-call-action', { detail: action }));
  }
}

customElements.define('kh-call-bar', KhCallBar);
declare global {
  interface HTMLElementTagNameMap {
    'kh-call-bar': KhCallBar;
  }
  interface GlobalEventHandlersEventMap {
    'kh-call-action': CustomEvent<CallAction>;
  }
}
