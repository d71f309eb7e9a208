import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { icon } from '../../icons/icon.ts';
import type { ShownSize } from '../../media/picture-layer.ts';
import type { RemotePerson } from '../../media/remote-people.ts';
import { baseStyles } from '../../styles/base.ts';
import { noPictureStyles } from '../../styles/no-picture.ts';
import { pictureWords } from '../../words/network-quality.ts';
import '../kh-avatar.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-video.ts';

export type PersonShown = { peerId: string; size: ShownSize };

/**
 * One of the others in a call: their picture, or in its place who it is and why there is none. Their voice is heard either
 * way.
 * @fires kh-person-shown - `detail` says how large, at first and whenever it changes.
 */
export class KhPersonTile extends KhElement {
  static override properties = {
    person: { attribute: false },
    isVoiceOnly: { type: Boolean },
    isSmall: { type: Boolean, reflect: true },
    isNamed: { type: Boolean },
    isSpeaking: { type: Boolean, reflect: true },
  };
  declare person: RemotePerson | null;
  declare isVoiceOnly: boolean;
  /** Beside a larger one: no more than a face and a name. */
  declare isSmall: boolean;
  /** Says whose picture it is: with more than one there. */
  declare isNamed: boolean;
  declare isSpeaking: boolean;

  static override styles = [
    baseStyles,
    noPictureStyles,
    css`
      :host {
        position: relative;
        display: grid;
        min-inline-size: 0;
        min-block-size: 0;
        overflow: hidden;
        background: #0b1210;
      }
      kh-video {
        inline-size: 100%;
        block-size: 100%;
        min-block-size: 0;
      }
      kh-video[data-empty] {
        position: absolute;
        visibility: hidden;
      }
      :host([isSmall]) .no-picture {
        padding: var(--kh-space-2);
      }
      :host([isSmall]) kh-avatar {
        zoom: 0.5;
      }
      .name {
        position: absolute;
        inset-inline-start: var(--kh-space-2);
        inset-block-end: var(--kh-space-2);
        display: flex;
        align-items: center;
        gap: var(--kh-space-1);
        max-inline-size: calc(100% - 2 * var(--kh-space-2));
        padding: 2px var(--kh-space-2);
        border-radius: var(--kh-radius-s);
        background: rgb(0 0 0 / 72%);
        color: #fff;
        font-size: var(--kh-text-s);
      }
      .name span:last-child {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      /* Drawn over the picture: an outline would be cut off. */
      :host([isSpeaking])::after {
        content: '';
        position: absolute;
        inset: 0;
        border: 3px solid #8ec2ff;
        pointer-events: none;
      }
    `,
  ];

  constructor() {
    super();
    this.person = null;
    this.isVoiceOnly = false;
    this.isSmall = false;
    this.isNamed = false;
    this.isSpeaking = false;
  }

  override render() {
    const { person } = this;
    if (person === null) return nothing;
    const { name, picture, stream } = person;
    const isShown = picture === 'shown';
    return html`<kh-video
        class="remote"
        .stream=${stream}
        .label=${name}
        ?data-empty=${!isShown}
        @kh-shown-at=${this.#onShownAt}
      ></kh-video>
      ${isShown ? nothing : this.#renderWords(person)} ${this.isNamed ? this.#renderName(name) : nothing}`;
  }

  #renderWords({ name, picture }: RemotePerson) {
    const words = pictureWords(picture, { peerName: name, isVoiceOnly: this.isVoiceOnly });
    return html`<div class="no-picture">
      <kh-avatar .name=${name}></kh-avatar>
      ${this.isNamed ? nothing : html`<strong>${name}</strong>`}
      <p role="status" class=${this.isSmall ? 'visually-hidden' : ''}>${words}</p>
    </div>`;
  }

  #renderName(name: string) {
    return html`<p class="name">
      ${this.isSpeaking ? icon('microphone') : nothing}
      <span>${this.isSpeaking ? msg(str`${name} speaks`) : name}</span>
    </p>`;
  }

  readonly #onShownAt = ({ detail }: CustomEvent<ShownSize>): void => {
    if (this.person === null) return;
    this.dispatchEvent(
      new CustomEvent('kh-person-shown', {
        detail: { peerId: this.person.peerId, size: detail },
        bubbles: true,
        composed: true,
      }),
    );
  };
}

customElements.define('kh-person-tile', KhPersonTile);
declare global {
  interface HTMLElementTagNameMap {
    'kh-person-tile': KhPersonTile;
  }
  interface GlobalEventHandlersEventMap {
    'kh-person-shown': CustomEvent<PersonShown>;
  }
}
