import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RemotePerson, SharedScreen } from '../../media/remote-people.ts';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-video.ts';
import './kh-person-tile.ts';

const SIDE_BY_SIDE = 2;
/** On the narrowest phone a face in a quarter of it can still be told. */
const MOST_BESIDE_ONE_ANOTHER = 4;

/**
 * The others in a call. One fills it, two share it; of more than two whoever speaks is large and the others stand in a
 * row, and so does everybody beside a screen that somebody shows. Each keeps its element, so that no voice is interrupted.
 */
export class KhCallStage extends KhElement {
  static override properties = {
    people: { attribute: false },
    screen: { attribute: false },
    speakerId: { attribute: false },
    isVoiceOnly: { type: Boolean },
  };
  declare people: readonly RemotePerson[];
  declare screen: SharedScreen | null;
  declare speakerId: string | null;
  declare isVoiceOnly: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        container-type: size;
        min-block-size: 0;
      }
      .stage {
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        gap: 2px;
        block-size: 100%;
      }
      .stage[data-layout='pair'] {
        grid-template: minmax(0, 1fr) / repeat(2, minmax(0, 1fr));
      }
      /* The large one above, the others below it. */
      .stage[data-layout='row'] {
        grid-template: minmax(0, 1fr) / repeat(var(--columns, 1), minmax(0, 1fr));
        grid-auto-rows: clamp(5.5rem, 22cqb, 9rem);
      }
      .stage[data-layout='row'] > .large {
        grid-row: 1;
        grid-column: 1 / -1;
      }
      .screen {
        position: relative;
        display: grid;
        min-block-size: 0;
        background: #000;
      }
      .screen kh-video {
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 0;
      }
      .screen p {
        position: absolute;
        inset-inline-start: var(--kh-space-2);
        inset-block-start: var(--kh-space-2);
        padding: 2px var(--kh-space-2);
        border-radius: var(--kh-radius-s);
        background: rgb(0 0 0 / 72%);
        color: #fff;
        font-size: var(--kh-text-s);
      }
      @container (orientation: portrait) {
        .stage[data-layout='pair'] {
          grid-template: repeat(2, minmax(0, 1fr)) / minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
    this.screen = null;
    this.speakerId = null;
    this.isVoiceOnly = false;
  }

  override render() {
    const { people, screen } = this;
    const isRow = screen !== null || people.length > SIDE_BY_SIDE;
    const layout = isRow ? 'row' : people.length === SIDE_BY_SIDE ? 'pair' : 'one';
    const largeId = isRow && screen === null ? this.#largeId() : null;
    return html`<div class="stage" data-layout=${layout}>
      ${screen === null ? nothing : this.#renderScreen(screen)}
      ${repeat(
        people,
        ({ peerId }) => peerId,
        (person) =>
          html`<kh-person-tile
            class=${person.peerId === largeId ? 'large' : ''}
            .person=${person}
            ?isVoiceOnly=${this.isVoiceOnly}
            ?isSmall=${isRow && person.peerId !== largeId}
            ?isNamed=${people.length > 1 || screen !== null}
            ?isSpeaking=${people.length > 1 && person.peerId === this.speakerId}
          ></kh-person-tile>`,
      )}
    </div>`;
  }

  override updated(): void {
    // Set on the element itself: a style in the markup would be refused by the Content-Security-Policy.
    const besides = this.people.length - (this.screen === null ? 1 : 0);
    const columns = Math.min(Math.max(besides, 1), MOST_BESIDE_ONE_ANOTHER);
    this.renderRoot.querySelector<HTMLElement>('.stage')?.style.setProperty('--columns', `${columns}`);
  }

  /** Until somebody has spoken the first who came. */
  #largeId(): string | null {
    const speaker = this.people.find(({ peerId }) => peerId === this.speakerId) ?? this.people[0];
    return speaker?.peerId ?? null;
  }

  #renderScreen({ name, stream }: SharedScreen) {
    return html`<div class="screen large">
      <kh-video id="screen" isMuted .stream=${stream} .label=${msg(str`The screen of ${name}`)}></kh-video>
      <p>${msg(str`The screen of ${name}`)}</p>
    </div>`;
  }
}

customElements.define('kh-call-stage', KhCallStage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-call-stage': KhCallStage;
  }
}
