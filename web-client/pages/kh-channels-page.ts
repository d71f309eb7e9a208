import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { OutsideChannel } from '#contracts/channel.ts';
import { ClockController } from '../controllers/clock.ts';
import { putSettings, readSettings, type NotificationSettingsView } from '../data/notification-settings.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { agoText, momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { choiceStyles } from '../styles/choice.ts';
import { pageStyles } from '../styles/layout.ts';
import { channelWord } from '../words/delivery.ts';

type Health = NotificationSettingsView['channels'][number];

/** How the numbers of waiting and failing messages stay true while somebody watches them. */
const LOOK_AGAIN_MS = 10_000;

/** By which ways alerts leave the clinic, how each does, and what may stand in a message. */
export class KhChannelsPage extends KhElement {
  static override properties = {
    view: { state: true },
    failure: { state: true },
    busy: { state: true },
    isSaved: { state: true },
  };
  declare view: NotificationSettingsView | null;
  declare failure: FailureCode | null;
  declare busy: boolean;
  declare isSaved: boolean;

  readonly #clock = new ClockController(this);
  #timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    baseStyles,
    cardStyles,
    choiceStyles,
    pageStyles,
    css`
      .page {
        max-inline-size: 860px;
      }
      ul {
        display: grid;
        gap: var(--kh-space-4);
      }
      .choice > span {
        display: grid;
        gap: var(--kh-space-1);
      }
      .name {
        display: block;
      }
      .name::first-letter {
        text-transform: uppercase;
      }
      .failing {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-1);
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.view = null;
    this.failure = null;
    this.busy = false;
    this.isSaved = false;
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
    if (this.busy) return;
    try {
      this.view = await readSettings();
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  override render() {
    const { view } = this;
    return html`<div class="page">
      <div class="stack">
        <h1>${msg('Notifications')}</h1>
        <p class="soft">${msg('How people are told of alerts when no page of Kanhu is open.')}</p>
      </div>
      ${this.failure ? html`<kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>` : nothing}
      ${view ? this.#renderView(view) : this.failure ? nothing : html`<kh-skeleton tall .lines=${6}></kh-skeleton>`}
      <div role="status">${this.isSaved ? html`<p>${msg('Saved.')}</p>` : nothing}</div>
    </div>`;
  }

  #renderView({ settings, channels }: NotificationSettingsView) {
    const { changedAt, changedByName } = settings;
    return html`<section class="card stack">
        <h2>${msg('Channels')}</h2>
        <ul>
          ${channels.map((health) => html`<li>${this.#renderChannel(health)}</li>`)}
        </ul>
      </section>
      <section class="card stack">
        <h2>${msg('What may stand in a message')}</h2>
        <label class="choice"
          ><input
            type="checkbox"
            name="details"
            .checked=${live(settings.mayCarryDetails)}
            ?disabled=${this.busy}
            @change=${this.#onDetails}
          /><span
            ><span>${msg('Names and values of patients')}</span
            ><span class="soft small"
              >${msg('A lock screen shows them to whoever holds the phone, and SMS and mail are not encrypted. Without this, a message only says that somebody is needed.')}</span
            ></span
          ></label
        >
        ${
          changedAt === null || changedByName === null
            ? nothing
            : html`<p class="soft small">${msg(str`Last changed by ${changedByName}, ${momentText(changedAt, this.#clock.now)}.`)}</p>`
        }
      </section>`;
  }

  #renderChannel(health: Health) {
    const { channel, isOn, isConfigured } = health;
    return html`<label class="choice"
      ><input
        type="checkbox"
        name=${channel}
        .checked=${live(isOn)}
        ?disabled=${this.busy}
        @change=${(event: Event) => this.#onChannel(channel, (event.target as HTMLInputElement).checked)}
      /><span
        ><span class="name">${channelWord(channel)}</span>
        <span class="soft small"
          >${isConfigured ? this.#healthWords(health) : msg('Not set up on the server: nothing is sent by it.')}</span
        >
        ${
          health.failing > 0
            ? html`<span class="failing">${icon('warning')}${msg(str`${health.failing} do not get through`)}</span>`
            : nothing
        }</span
      ></label
    >`;
  }

  #healthWords({ endpoints, waiting, lastSuccessAt, lastFailureAt }: Health): string {
    const { now } = this.#clock;
    return [
      msg(str`${endpoints} in use`),
      msg(str`${waiting} waiting`),
      lastSuccessAt === null ? msg('nothing sent yet') : msg(str`last sent ${agoText(lastSuccessAt, now)}`),
      ...(lastFailureAt === null ? [] : [msg(str`last failed ${agoText(lastFailureAt, now)}`)]),
    ].join(' · ');
  }

  #onChannel(channel: OutsideChannel, isOn: boolean): void {
    const settings = this.view?.settings;
    if (!settings) return;
    const others = settings.channels.filter((each) => each !== channel);
    void this.#put({ ...settings, channels: isOn ? [...others, channel] : others });
  }

  readonly #onDetails = (event: Event): void => {
    const settings = this.view?.settings;
    if (settings) void this.#put({ ...settings, mayCarryDetails: (event.target as HTMLInputElement).checked });
  };

  async #put({ channels, mayCarryDetails }: NotificationSettingsView['settings']): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.isSaved = false;
    try {
      this.view = await putSettings({ channels, mayCarryDetails });
      this.failure = null;
      this.isSaved = true;
    } catch (error) {
      this.failure = failureCode(error);
      // What stands in the boxes is what is true, not what was tried.
      this.requestUpdate('view');
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-channels-page', KhChannelsPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-channels-page': KhChannelsPage;
  }
}
