import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { ClinicCalendar } from '#contracts/clinic.ts';
import { isTimeZone } from '#contracts/time-zone.ts';
import { VersionedDraft } from '../../controllers/versioned-draft.ts';
import { readCalendar, saveTimeZone } from '../../data/clinic.ts';
import { clinicMomentText } from '../../format/clinic-time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { fieldStyles } from '../../styles/field.ts';
import { settingStyles } from '../../styles/setting.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-setting-save.ts';
import '../kh-setting-version.ts';

/** What this browser knows; a name that it does not list can still be typed. */
const knownZones = (): readonly string[] => ['UTC', ...Intl.supportedValuesOf('timeZone')];

/**
 * By which clock the clinic goes, what time it is there, and the form that changes it.
 * @fires kh-calendar - `detail` is the calendar as it was saved.
 */
export class KhClinicTimeZone extends KhElement {
  static override properties = {
    calendar: { attribute: false },
    now: { attribute: false },
    mayChange: { attribute: false },
    isSaved: { state: true },
  };
  declare calendar: ClinicCalendar | undefined;
  declare now: Date;
  declare mayChange: boolean;
  declare isSaved: boolean;

  readonly #draft = new VersionedDraft<ClinicCalendar, string>(this, {
    read: readCalendar,
    save: saveTimeZone,
    chosenOf: ({ timeZone }) => timeZone,
    versionOf: ({ timeZoneVersion }) => timeZoneVersion,
    isValid: isTimeZone,
    saved: (detail) => {
      this.isSaved = true;
      this.dispatchEvent(new CustomEvent('kh-calendar', { detail }));
    },
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    fieldStyles,
    settingStyles,
    css`
      .zone {
        font-size: var(--kh-text-xl);
      }
      .moves {
        display: grid;
        gap: var(--kh-space-2);
        padding: var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
    this.mayChange = false;
    this.isSaved = false;
  }

  override render() {
    const { calendar } = this;
    if (!calendar) return nothing;
    const { timeZone, timeZoneVersion } = calendar;
    const { isOpen } = this.#draft;
    return html`<section class="card" aria-labelledby="zone">
      <header>
        <div>
          <h2 id="zone">${msg('Time zone')}</h2>
          ${
            timeZoneVersion.version === 0
              ? nothing
              : html`<kh-setting-version .version=${timeZoneVersion}></kh-setting-version>`
          }
        </div>
        ${
          this.mayChange && !isOpen
            ? html`<wa-button id="change" appearance="outlined" @click=${() => this.#onChange(calendar)}
                >${icon('pencil')}${msg('Edit')}</wa-button
              >`
            : nothing
        }
      </header>
      <p>
        <strong class="zone">${timeZone}</strong><br />
        <span class="soft">${this.#clockWords(timeZone)}</span>
      </p>
      ${isOpen ? this.#renderDraft() : nothing}
      <div role="status">${this.#renderSaved()}</div>
    </section>`;
  }

  #renderSaved() {
    if (!this.isSaved) return nothing;
    return html`<p class="saved">
      ${icon('circle-check')}<span
        >${msg('Saved. A shift that goes on now may have begun or ended with it:')}
        <a href="/on-call">${msg('see who is on call')}</a></span
      >
    </p>`;
  }

  #clockWords(timeZone: string): string {
    return msg(str`It is ${clinicMomentText(this.now.toISOString(), timeZone)} there now.`);
  }

  #renderDraft() {
    const draft = this.#draft;
    const chosen = draft.chosen ?? '';
    return html`<label class="field"
        ><span>${msg('New time zone')}</span
        ><input
          name="zone"
          list="zones"
          autocomplete="off"
          spellcheck="false"
          maxlength="64"
          aria-describedby="there"
          .value=${chosen}
          @input=${(event: Event) => draft.choose((event.target as HTMLInputElement).value.trim())}
      /></label>
      <datalist id="zones">${knownZones().map((zone) => html`<option value=${zone}></option>`)}</datalist>
      <p id="there" class="small ${draft.isValid ? 'soft' : ''}" aria-live="polite">
        ${
          draft.isValid
            ? this.#clockWords(chosen)
            : msg('No such time zone. Type a region and a city, such as Asia/Shanghai.')
        }
      </p>
      <div class="moves">
        <h3>${msg('What this moves')}</h3>
        <p>
          ${msg('Shifts and opening hours keep their times of day and go by the new clock, from the moment it is saved: what begins at 08:00 begins when it is 08:00 there. Weeks that are over are shown by the new clock, too.')}
        </p>
        <p>
          ${msg('Covers and deadlines that were told stay at the same instant. Patients keep their own time zones.')}
        </p>
      </div>
      <kh-setting-save
        .state=${draft.state}
        @kh-reason=${(event: CustomEvent<string>) => draft.setReason(event.detail)}
        @kh-save=${() => void draft.save()}
        @kh-discard=${() => draft.close()}
        @kh-keep-mine=${() => draft.keepMine()}
        @kh-take-theirs=${() => draft.takeTheirs()}
      >
        ${draft.theirs === null ? nothing : html`<p><strong>${draft.theirs.timeZone}</strong></p>`}
      </kh-setting-save>`;
  }

  #onChange(calendar: ClinicCalendar): void {
    this.isSaved = false;
    this.#draft.open(calendar);
  }
}

customElements.define('kh-clinic-time-zone', KhClinicTimeZone);
declare global {
  interface HTMLElementTagNameMap {
    'kh-clinic-time-zone': KhClinicTimeZone;
  }
}
