import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { ClinicCalendar, OpeningHours } from '#contracts/clinic.ts';
import { VersionedDraft } from '../../controllers/versioned-draft.ts';
import { readCalendar, saveOpeningHours } from '../../data/clinic.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { settingStyles } from '../../styles/setting.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-setting-save.ts';
import '../kh-setting-version.ts';
import { areHoursValid } from './hours-of-day.ts';
import './kh-hours-editor.ts';
import './kh-week-hours.ts';

/**
 * The opening hours of the week, and their form.
 * @fires kh-calendar - `detail` is the calendar as it was saved.
 */
export class KhOpeningHours extends KhElement {
  static override properties = {
    calendar: { attribute: false },
    mayChange: { attribute: false },
    isSaved: { state: true },
  };
  declare calendar: ClinicCalendar | undefined;
  declare mayChange: boolean;
  declare isSaved: boolean;

  readonly #draft = new VersionedDraft<ClinicCalendar, readonly OpeningHours[]>(this, {
    read: readCalendar,
    save: saveOpeningHours,
    chosenOf: ({ openingHours }) => openingHours,
    versionOf: (calendar) => calendar,
    isValid: areHoursValid,
    saved: (detail) => {
      this.isSaved = true;
      this.dispatchEvent(new CustomEvent('kh-calendar', { detail }));
    },
  });

  static override styles = [baseStyles, buttonStyles, cardStyles, settingStyles];

  constructor() {
    super();
    this.mayChange = false;
    this.isSaved = false;
  }

  override render() {
    const { calendar } = this;
    if (!calendar) return nothing;
    const { isOpen } = this.#draft;
    return html`<section class="card" aria-labelledby="hours">
      <header>
        <div>
          <h2 id="hours">${msg('Opening hours')}</h2>
          <kh-setting-version .version=${calendar}></kh-setting-version>
        </div>
        ${
          this.mayChange && !isOpen
            ? html`<wa-button id="change" appearance="outlined" @click=${() => this.#onChange(calendar)}
                >${icon('pencil')}${msg('Edit')}</wa-button
              >`
            : nothing
        }
      </header>
      ${isOpen ? this.#renderDraft() : html`<kh-week-hours .hours=${calendar.openingHours}></kh-week-hours>`}
      <div role="status">${this.#renderSaved()}</div>
    </section>`;
  }

  #renderSaved() {
    return this.isSaved ? html`<p class="saved">${icon('circle-check')}${msg('Saved.')}</p>` : nothing;
  }

  #renderDraft() {
    const draft = this.#draft;
    return html`<kh-hours-editor
        .hours=${draft.chosen ?? []}
        @kh-hours=${(event: CustomEvent<readonly OpeningHours[]>) => draft.choose(event.detail)}
      ></kh-hours-editor>
      ${
        draft.chosen?.length === 0
          ? html`<p><strong>${msg('At least one day is open: what waits for a working day waits for it.')}</strong></p>`
          : nothing
      }
      <kh-setting-save
        .state=${draft.state}
        @kh-reason=${(event: CustomEvent<string>) => draft.setReason(event.detail)}
        @kh-save=${() => void draft.save()}
        @kh-discard=${() => draft.close()}
        @kh-keep-mine=${() => draft.keepMine()}
        @kh-take-theirs=${() => draft.takeTheirs()}
      >
        ${draft.theirs === null ? nothing : html`<kh-week-hours .hours=${draft.theirs.openingHours}></kh-week-hours>`}
      </kh-setting-save>`;
  }

  #onChange(calendar: ClinicCalendar): void {
    this.isSaved = false;
    this.#draft.open(calendar);
  }
}

customElements.define('kh-opening-hours', KhOpeningHours);
declare global {
  interface HTMLElementTagNameMap {
    'kh-opening-hours': KhOpeningHours;
  }
  interface GlobalEventHandlersEventMap {
    'kh-calendar': CustomEvent<ClinicCalendar>;
  }
}
