import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { ShownSize } from '../media/picture-layer.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';

/**
 * A live picture with its voice. Where the browser wants a touch before it plays sound, it asks for one.
 * @fires kh-shown-at - `detail` is its size in pixels of the screen, at first and whenever it changes.
 */
export class KhVideo extends KhElement {
  static override properties = {
    stream: { attribute: false },
    isMuted: { type: Boolean },
    isMirrored: { type: Boolean, reflect: true },
    label: {},
    needsTouch: { state: true },
  };
  declare stream: MediaStream | null;
  declare isMuted: boolean;
  declare isMirrored: boolean;
  declare label: string;
  declare needsTouch: boolean;

  readonly #sizes = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    const detail = { width: width * devicePixelRatio, height: height * devicePixelRatio };
    this.dispatchEvent(new CustomEvent('kh-shown-at', { detail }));
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: relative;
        overflow: hidden;
        background: #000;
      }
      video {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: var(--video-fit, contain);
      }
      :host([isMirrored]) video {
        transform: scaleX(-1);
      }
      .touch {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
      }
    `,
  ];

  constructor() {
    super();
    this.stream = null;
    this.isMuted = false;
    this.isMirrored = false;
    this.label = '';
    this.needsTouch = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  override render() {
    return html`<video autoplay playsinline aria-label=${this.label} .muted=${this.isMuted}></video>
      ${
        this.needsTouch
          ? html`<div class="touch">
            <wa-button variant="brand" @click=${this.#play}>${msg('Touch to hear')}</wa-button>
          </div>`
          : nothing
      }`;
  }

  override updated(changed: PropertyValues<this>): void {
    const video = this.renderRoot.querySelector('video');
    if (!video || !changed.has('stream')) return;
    video.srcObject = this.stream;
    this.#play();
  }

  readonly #play = (): void => {
    const video = this.renderRoot.querySelector('video');
    if (!video) return;
    video.play().then(
      () => {
        this.needsTouch = false;
      },
      (error: unknown) => {
        // An empty stream or a replaced one is no refusal.
        this.needsTouch = error instanceof DOMException && error.name === 'NotAllowedError';
      },
    );
  };
}

customElements.define('kh-video', KhVideo);
declare global {
  interface HTMLElementTagNameMap {
    'kh-video': KhVideo;
  }
  interface GlobalEventHandlersEventMap {
    'kh-shown-at': CustomEvent<ShownSize>;
  }
}
