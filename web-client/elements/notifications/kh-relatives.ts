import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { NotificationEndpointList } from '../../data/notification-endpoints.ts';
import { removeRelative, type Relative } from '../../data/relatives.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { relationWord } from '../../words/relation.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-confirm-dialog.ts';
import './kh-add-endpoint.ts';
import './kh-add-relative.ts';
import './kh-endpoint-row.ts';

/**
 * The people whom a patient wants to be told, where they are told, and of what.
 * @fires kh-changed - Something about them is another now.
 */
export class KhRelatives extends KhElement {
  static override properties = {
    list: { attribute: false },
    channels: { attribute: false },
    now: { attribute: false },
  };
  declare list: NotificationEndpointList | null;
  /** By which somebody without an account can be told. */
  declare channels: readonly Exclude<OutsideChannel, 'push'>[];
  declare now: Date;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host,
      .relative,
      .ways {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      .relative {
        padding-block-end: var(--kh-space-5);
        border-block-end: 1px solid var(--kh-line);
      }
      .who {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kh-space-3);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.list = null;
    this.channels = [];
    this.now = new Date();
  }

  override render() {
    const { list } = this;
    if (!list) return nothing;
    return html`${list.relatives.map((relative) => this.#renderRelative(relative, list))}
      <kh-add-relative @kh-changed=${this.#onChanged}></kh-add-relative>
      <kh-confirm-dialog></kh-confirm-dialog>`;
  }

  #renderRelative(relative: Relative, { endpoints }: NotificationEndpointList) {
    const ways = endpoints.filter(({ relativeId }) => relativeId === relative.id);
    return html`<section class="relative">
      <div class="who">
        <div>
          <h3>${relative.name}</h3>
          <p class="soft">${relationWord(relative.relation)}</p>
        </div>
        <wa-button data-action="remove-relative" appearance="outlined" @click=${() => this.#onRemove(relative)}
          >${msg('Remove')}</wa-button
        >
      </div>
      ${ways.map(
        (endpoint) =>
          html`<kh-endpoint-row
            .endpoint=${endpoint}
            .relativeName=${relative.name}
            isChoosing
            .now=${this.now}
            @kh-changed=${this.#onChanged}
          ></kh-endpoint-row>`,
      )}
      ${
        ways.length > 0
          ? nothing
          : html`<div class="ways">
              <p>${msg(str`${relative.name} is told nothing yet. Where can they be reached?`)}</p>
              <kh-add-endpoint
                .channels=${this.channels}
                .relativeId=${relative.id}
                @kh-changed=${this.#onChanged}
              ></kh-add-endpoint>
            </div>`
      }
    </section>`;
  }

  #onRemove(relative: Relative): void {
    this.renderRoot.querySelector('kh-confirm-dialog')?.ask({
      heading: msg(str`Tell ${relative.name} nothing more?`),
      text: msg(str`${relative.name} hears nothing more of your readings, at any address.`),
      action: msg('Remove'),
      run: async () => {
        await removeRelative(relative.id);
        this.#onChanged();
      },
    });
  }

  readonly #onChanged = (): void => {
    this.dispatchEvent(new Event('kh-changed'));
  };
}

customElements.define('kh-relatives', KhRelatives);
declare global {
  interface HTMLElementTagNameMap {
    'kh-relatives': KhRelatives;
  }
}
