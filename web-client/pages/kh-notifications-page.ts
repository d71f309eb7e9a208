import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { OutsideChannel } from '#contracts/channel.ts';
import type { Me } from '#contracts/user.ts';
import { ClockController } from '../controllers/clock.ts';
import { listEndpoints, type NotificationEndpointList } from '../data/notification-endpoints.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import '../elements/notifications/kh-add-endpoint.ts';
import '../elements/notifications/kh-endpoint-row.ts';
import '../elements/notifications/kh-push-switch.ts';
import '../elements/notifications/kh-relatives.ts';
import { thisBrowsersEndpointId } from '../push/this-browser.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

/** What a message does in the background shows after a while. */
const LOOK_AGAIN_MS = 10_000;

/** Where the person is told of alerts when no page is open: this browser, and everything else. */
export class KhNotificationsPage extends KhElement {
  static override properties = { me: { attribute: false }, list: { state: true }, failure: { state: true } };
  declare me: Me | undefined;
  declare list: NotificationEndpointList | null;
  declare failure: FailureCode | null;

  readonly #clock = new ClockController(this);
  #timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      .page {
        max-inline-size: 860px;
      }
      ul {
        display: grid;
        gap: var(--kh-space-5);
      }
      li + li {
        padding-block-start: var(--kh-space-5);
        border-block-start: 1px solid var(--kh-line);
      }
    `,
  ];

  constructor() {
    super();
    this.list = null;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    this.#timer = setInterval(() => void this.#load(), LOOK_AGAIN_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #load(): Promise<void> {
    try {
      this.list = await listEndpoints();
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  readonly #onChanged = (): void => void this.#load();

  override render() {
    return html`<div class="page">
      <div class="stack">
        <h1>${msg('Notifications')}</h1>
        <p class="soft">${this.#introduction()}</p>
      </div>
      ${this.failure ? html`<kh-failure .code=${this.failure} @kh-retry=${this.#onChanged}></kh-failure>` : nothing}
      ${this.list ? this.#renderList(this.list) : this.failure ? nothing : html`<kh-skeleton tall .lines=${4}></kh-skeleton>`}
    </div>`;
  }

  #introduction(): string {
    return this.me?.role === 'patient'
      ? msg(
          'Kanhu tells you when a reading of yours needs you, also while it is closed. It is not an emergency service.',
        )
      : msg(
          'An alert that pages reaches you here, also while Kanhu is closed. Add at least two ways: any of them can fail.',
        );
  }

  #renderList(list: NotificationEndpointList) {
    const { channels, pushKey } = list;
    const endpoints = list.endpoints.filter(({ relativeId }) => relativeId === null);
    const isPatient = this.me?.role === 'patient';
    const hereId = thisBrowsersEndpointId();
    const here = endpoints.find(({ id, disabledAt }) => id === hereId && disabledAt === null);
    const addressed = channels.filter((channel) => channel !== 'push');
    return html`<section class="card stack">
        <h2>${msg('This browser')}</h2>
        <kh-push-switch
          .pushKey=${channels.includes('push') ? pushKey : null}
          .isOn=${here !== undefined}
          @kh-changed=${this.#onChanged}
        ></kh-push-switch>
      </section>
      <section class="card stack">
        <h2>${msg('Where you are told')}</h2>
        ${
          endpoints.length === 0
            ? html`<p class="soft">${msg('Nowhere yet: you hear of alerts only while a page of Kanhu is open.')}</p>`
            : html`<ul>
              ${endpoints.map(
                (endpoint) =>
                  html`<li>
                  <kh-endpoint-row
                    .endpoint=${endpoint}
                    .isHere=${endpoint.id === here?.id}
                    .isChoosing=${isPatient}
                    .now=${this.#clock.now}
                    @kh-changed=${this.#onChanged}
                  ></kh-endpoint-row>
                </li>`,
              )}
            </ul>`
        }
      </section>
      <section class="card stack">
        <h2>${msg('Add another way')}</h2>
        <kh-add-endpoint .channels=${addressed} @kh-changed=${this.#onChanged}></kh-add-endpoint>
      </section>
      ${isPatient && addressed.length > 0 ? this.#renderRelatives(list, addressed) : nothing}`;
  }

  #renderRelatives(list: NotificationEndpointList, channels: readonly Exclude<OutsideChannel, 'push'>[]) {
    return html`<section class="card stack">
      <h2>${msg('Family and friends')}</h2>
      <p class="soft">
        ${msg(
          'Somebody close to you can be told when a reading of yours needs attention. They see none of your readings here, and can stop the messages.',
        )}
      </p>
      <kh-relatives
        .list=${list}
        .channels=${channels}
        .now=${this.#clock.now}
        @kh-changed=${this.#onChanged}
      ></kh-relatives>
    </section>`;
  }
}

customElements.define('kh-notifications-page', KhNotificationsPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-notifications-page': KhNotificationsPage;
  }
}
