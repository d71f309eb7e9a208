import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { CallController, type CallState, type RequestGrant } from '../controllers/call.ts';
import { ClockController } from '../controllers/clock.ts';
import { WakeLockController } from '../controllers/wake-lock.ts';
import { icon } from '../icons/icon.ts';
import type { RemoteStatistics } from '../media/session.ts';
import { baseStyles } from '../styles/base.ts';
import { noPictureStyles } from '../styles/no-picture.ts';
import { localMediaWords } from '../words/local-media.ts';
import { lineWords, weakLineWords } from '../words/network-quality.ts';
import './call/kh-call-stage.ts';
import type { PersonShown } from './call/kh-person-tile.ts';
import './kh-avatar.ts';
import './kh-call-bar.ts';
import type { CallAction } from './kh-call-bar.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/** No phone's browser shows its screen to others. */
const MAY_SHARE = 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices;

/**
 * The live part of a visit: the others large, oneself small beside the buttons, so that nothing covers a face.
 * Joins by itself once it is given a consultation.
 * @fires kh-hang-up - The person wants to leave.
 * @fires kh-call-over - The room was closed by the other side.
 */
export class KhCall extends KhElement {
  static override properties = {
    consultationId: { attribute: false },
    requestGrant: { attribute: false },
    peerName: { attribute: false },
    waitingWords: { attribute: false },
    startedAt: { attribute: false },
    endWord: { attribute: false },
    isSimple: { type: Boolean },
    isHelpOpen: { state: true },
  };
  declare consultationId: string;
  /** How the way into the room is asked for; a guest has another one than those with an account. */
  declare requestGrant: RequestGrant | undefined;
  declare peerName: string;
  /** What stands in the picture's place until the other person is there. */
  declare waitingWords: string;
  declare startedAt: string | null;
  declare endWord: string;
  /** Few buttons, for whoever came to talk and for nothing else. */
  declare isSimple: boolean;
  declare isHelpOpen: boolean;

  readonly #call = new CallController(this);
  readonly #clock = new ClockController(this, 1_000);
  readonly #wakeLock = new WakeLockController(this);
  #lastState: CallState = 'idle';

  static override styles = [
    baseStyles,
    noPictureStyles,
    css`
      :host {
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
      .line {
        display: flex;
        align-items: center;
        gap: var(--kh-space-3);
        padding: var(--kh-space-2) var(--kh-space-4);
        background: #f6d98a;
        color: #2a1f00;
      }
      .quality {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        padding: var(--kh-space-1) var(--kh-space-4) 0;
        color: #c4d1cc;
        font-size: var(--kh-text-s);
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
    `,
  ];

  constructor() {
    super();
    this.consultationId = '';
    this.peerName = '';
    this.waitingWords = '';
    this.startedAt = null;
    this.endWord = '';
    this.isSimple = false;
    this.isHelpOpen = false;
  }

  /** How well the others' pictures and voices arrive. */
  statistics(): Promise<RemoteStatistics[]> {
    return this.#call.statistics();
  }

  override willUpdate(): void {
    if (this.consultationId !== '' && this.#call.state === 'idle')
      void this.#call.join(this.consultationId, this.requestGrant);
  }

  override updated(): void {
    const { state } = this.#call;
    this.#wakeLock.want(state === 'connected' || state === 'reconnecting');
    if (state !== this.#lastState) {
      this.#lastState = state;
      if (state === 'left') this.dispatchEvent(new Event('kh-call-over'));
    }
  }

  override render() {
    const { state, people, screen, speakerId, isVoiceOnly } = this.#call;
    const isSomebodyThere = state !== 'failed' && people.length > 0;
    return html`<div class="stage">
        ${
          isSomebodyThere
            ? html`<kh-call-stage
                .people=${people}
                .screen=${screen}
                .speakerId=${speakerId}
                ?isVoiceOnly=${isVoiceOnly}
                @kh-person-shown=${this.#onPersonShown}
              ></kh-call-stage>`
            : this.#renderWaiting(state)
        }
      </div>
      <div>
        <div role="status">${this.#renderLine(state)}</div>
        ${state === 'connected' ? this.#renderQuality() : nothing}
        ${this.isHelpOpen ? this.#renderHelp() : nothing} ${this.#renderBar()}
      </div>`;
  }

  #renderWaiting(state: CallState) {
    if (state === 'failed')
      return html`<div class="no-picture">
        <kh-failure .code=${this.#call.failure ?? 'unavailable'} @kh-retry=${this.#onRetry}></kh-failure>
      </div>`;
    const words = state === 'connecting' || state === 'idle' ? msg('Connecting…') : this.waitingWords;
    return html`<div class="no-picture">
      <kh-avatar .name=${this.peerName}></kh-avatar>
      <strong>${this.peerName}</strong>
      <p role="status">${words}</p>
    </div>`;
  }

  /** The one who is there, or all of them. */
  get #theirName(): string {
    const { people } = this.#call;
    return people.length > 1 ? msg('the others') : (people[0]?.name ?? this.peerName);
  }

  #renderLine(state: CallState) {
    if (state === 'reconnecting')
      return html`<p class="line">${icon('wifi-off')}${msg('The line is weak. Reconnecting…')}</p>`;
    const { quality, isVoiceOnly, isCameraOn, isSeen, isSharing, people, problems } = this.#call;
    if (isVoiceOnly)
      return html`<p class="line">
        ${icon('phone')}${msg('Voice only: you hear each other without pictures. Press “Pictures on” to see each other again.')}
      </p>`;
    const weak = weakLineWords(quality, { peerName: this.#theirName, isCameraOn });
    if (weak !== null) return html`<p class="line">${icon('wifi-off')}${weak}</p>`;
    if (isCameraOn && !isSeen)
      return html`<p class="line">${icon('eye-slash')}${
        people.length > 1
          ? msg('Nobody sees you now. You can hear each other.')
          : msg(str`${this.#theirName} does not see you now. You can hear each other.`)
      }</p>`;
    if (isSharing)
      return html`<p class="line">${icon('monitor')}${msg('The others see your screen. Press “Stop sharing” to end that.')}</p>`;
    const words = localMediaWords(problems);
    return words === null ? nothing : html`<p class="line">${icon('info')}${words}</p>`;
  }

  #renderQuality() {
    const { quality, isCameraOn, isVoiceOnly } = this.#call;
    const { level } = quality;
    // Once is enough: the words above say it, with what it costs.
    if (!isVoiceOnly && weakLineWords(quality, { peerName: this.#theirName, isCameraOn }) !== null) return nothing;
    return html`<p class="quality" id="quality">${icon(`line-${level}`)}${lineWords(level)}</p>`;
  }

  #renderBar() {
    const { isCameraOn, isMicrophoneOn, isVoiceOnly, isSharing, ownStream, quality, state } = this.#call;
    const isCameraWanted = isCameraOn && !isVoiceOnly;
    return html`<kh-call-bar
      .peerName=${this.peerName}
      .ownStream=${ownStream}
      .elapsedMs=${this.startedAt === null ? null : this.#clock.now.getTime() - Date.parse(this.startedAt)}
      .endWord=${this.endWord}
      ?isCameraOn=${isCameraWanted}
      ?isOwnPictureSent=${isCameraWanted && quality.sending !== 'voice'}
      ?isVoiceOnly=${isVoiceOnly}
      ?isMicrophoneOn=${isMicrophoneOn}
      ?isHelpOpen=${this.isHelpOpen}
      ?mayShare=${MAY_SHARE}
      ?isSharing=${isSharing}
      ?isOver=${state === 'left'}
      ?isSimple=${this.isSimple}
      ?isLineWeak=${state === 'reconnecting' || quality.level !== 'good'}
      @kh-call-action=${this.#onAction}
    ></kh-call-bar>`;
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

  readonly #onPersonShown = ({ detail }: CustomEvent<PersonShown>): void =>
    this.#call.showAt(detail.peerId, detail.size);

  readonly #onRetry = (): void => void this.#call.join(this.consultationId, this.requestGrant);

  readonly #onAction = ({ detail }: CustomEvent<CallAction>): void => {
    switch (detail) {
      case 'microphone':
        void this.#call.toggleMicrophone();
        return;
      case 'camera':
        void this.#call.toggleCamera();
        return;
      case 'voice-only':
        void this.#call.toggleVoiceOnly();
        return;
      case 'screen':
        void this.#call.toggleScreen();
        return;
      case 'help':
        this.isHelpOpen = !this.isHelpOpen;
        return;
      case 'hang-up':
        this.#hangUp();
    }
  };

  #hangUp(): void {
    this.#lastState = 'left';
    this.#call.leave();
    this.dispatchEvent(new Event('kh-hang-up'));
  }
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
