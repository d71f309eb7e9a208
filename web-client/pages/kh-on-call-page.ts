import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { OnCallBoard, OnCallWeek, Roster } from '#contracts/on-call.ts';
import type { Me } from '#contracts/user.ts';
import { ClockController } from '../controllers/clock.ts';
import { OnCallController } from '../controllers/on-call.ts';
import { cancelCover } from '../data/on-call.ts';
import '../elements/kh-confirm-dialog.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import type { CoverCancellation, CoverRequest } from '../elements/on-call/cover-request.ts';
import '../elements/on-call/kh-cover-dialog.ts';
import '../elements/on-call/kh-on-call-gaps.ts';
import '../elements/on-call/kh-on-call-roster.ts';
import '../elements/on-call/kh-on-call-week.ts';
import '../elements/on-call/kh-roster-edits.ts';
import '../elements/on-call/kh-roster-shifts.ts';
import type { RosterEdit } from '../elements/on-call/roster-edit.ts';
import { calendarDayText, clinicDate, clinicMomentText, daysLater } from '../format/clinic-time.ts';
import { icon, type IconName } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { nameOf } from '../words/on-call.ts';

/** The on-call board: the gaps ahead, who is on call now and next, and the week. Administrators change the rosters here. */
export class KhOnCallPage extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  readonly #clock = new ClockController(this);
  readonly #onCall = new OnCallController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .rosters {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr));
        gap: var(--kh-space-4);
      }
      .rosters.with-shifts {
        grid-template-columns: repeat(auto-fit, minmax(min(34rem, 100%), 1fr));
      }
      .week {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
    `,
  ];

  override render() {
    const { board, week, failure } = this.#onCall;
    return html`<div class="page">
        <div class="row spread">
          <div>
            <h1>${msg('On call')}</h1>
            ${
              board === null
                ? nothing
                : html`<p class="soft">${msg(str`All times are by the clinic’s clock (${board.timeZone}).`)}</p>`
            }
          </div>
          ${board !== null && this.#mayEdit ? this.#renderNew(board.rosters.length === 0) : nothing}
        </div>
        ${
          failure
            ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#onCall.load()}></kh-failure>`
            : nothing
        }
        ${board === null || week === null ? this.#renderWaiting() : this.#renderBoard(board, week)}
      </div>
      <kh-cover-dialog
        .me=${this.me}
        .people=${board?.people ?? []}
        .timeZone=${board?.timeZone ?? 'UTC'}
        @kh-covered=${() => void this.#onCall.load()}
      ></kh-cover-dialog>
      <kh-confirm-dialog></kh-confirm-dialog>
      ${
        this.#mayEdit
          ? html`<kh-roster-edits
              .board=${board ?? undefined}
              @kh-roster-edited=${() => void this.#onCall.load()}
            ></kh-roster-edits>`
          : nothing
      }`;
  }

  /** As the server sees it: the rosters are the administrators'. */
  get #mayEdit(): boolean {
    return this.me?.role === 'administrator';
  }

  #renderNew(isFirst: boolean) {
    return html`<wa-button
      id="new-roster"
      variant=${isFirst ? 'brand' : 'neutral'}
      appearance=${isFirst ? 'accent' : 'outlined'}
      @click=${() => this.#edit({ kind: 'create' })}
      >${icon('plus')}${msg('New roster')}</wa-button
    >`;
  }

  #renderWaiting() {
    return this.#onCall.failure ? nothing : html`<div class="card"><kh-skeleton .lines=${6}></kh-skeleton></div>`;
  }

  #renderBoard(board: OnCallBoard, week: OnCallWeek) {
    const { people, timeZone, rosters } = board;
    if (rosters.length === 0)
      return html`<div class="card">
        <kh-empty
          symbol="users"
          .heading=${msg('No roster yet')}
          .text=${
            this.#mayEdit
              ? msg('Make the first one, then add its shifts: who is on call when, and who comes after whom.')
              : msg('Who is on call appears here once an administrator has set up a roster.')
          }
        ></kh-empty>
      </div>`;
    return html`<kh-on-call-gaps
        .gaps=${this.#onCall.gaps}
        .timeZone=${timeZone}
        .now=${this.#clock.now}
        @kh-cover=${this.#onCover}
      ></kh-on-call-gaps>
      <div class="rosters ${this.#mayEdit ? 'with-shifts' : ''}">
        ${rosters.map(
          (roster) =>
            html`<kh-on-call-roster
            .roster=${roster}
            .people=${people}
            .timeZone=${timeZone}
            .ownId=${this.me?.id ?? ''}
            @kh-cancel-cover=${this.#onCancel}
            >${this.#mayEdit ? this.#renderShifts(board, roster) : nothing}</kh-on-call-roster
          >`,
        )}
      </div>
      ${this.#renderWeek(board, week)}`;
  }

  #renderShifts({ people, asOf, timeZone }: OnCallBoard, roster: Roster) {
    return html`<kh-roster-shifts
      .roster=${roster}
      .people=${people}
      .today=${clinicDate(asOf, timeZone)}
      @kh-edit-roster=${({ detail }: CustomEvent<RosterEdit>) => this.#edit(detail)}
    ></kh-roster-shifts>`;
  }

  #edit(edit: RosterEdit): void {
    this.renderRoot.querySelector('kh-roster-edits')?.show(edit);
  }

  #renderWeek({ rosters, people }: OnCallBoard, week: OnCallWeek) {
    const [first, last] = [week.days[0]?.date ?? '', week.days.at(-1)?.date ?? ''];
    return html`<section class="card week" aria-labelledby="week">
      <div class="row spread">
        <h2 id="week" aria-live="polite">${msg(str`Week: ${calendarDayText(first)} to ${calendarDayText(last)}`)}</h2>
        <div class="row">
          ${this.#renderWeekButton('before', 'chevron-left', msg('Week before'), daysLater(first, -7))}
          <wa-button id="current" appearance="outlined" @click=${() => void this.#onCall.showWeek(undefined)}
            >${msg('This week')}</wa-button
          >
          ${this.#renderWeekButton('after', 'chevron-right', msg('Week after'), daysLater(first, 7))}
        </div>
      </div>
      ${rosters.map(
        (roster) =>
          html`<h3>${roster.name}</h3>
          <kh-on-call-week
            .roster=${roster}
            .week=${week}
            .people=${people}
            .ownId=${this.me?.id ?? ''}
            .now=${this.#clock.now}
            @kh-cover=${this.#onCover}
          ></kh-on-call-week>`,
      )}
    </section>`;
  }

  #renderWeekButton(id: string, name: IconName, label: string, date: string) {
    return html`<button
      id=${id}
      type="button"
      class="quiet-button"
      title=${label}
      aria-label=${label}
      @click=${() => void this.#onCall.showWeek(date)}
    >
      ${icon(name)}
    </button>`;
  }

  readonly #onCover = (event: CustomEvent<CoverRequest>): void => {
    this.renderRoot.querySelector('kh-cover-dialog')?.show(event.detail);
  };

  readonly #onCancel = (event: CustomEvent<CoverCancellation>): void => {
    const { rosterId, cover } = event.detail;
    const { people = [], timeZone = 'UTC' } = this.#onCall.board ?? {};
    const name = nameOf(people, cover.personId);
    const until = clinicMomentText(cover.to, timeZone);
    this.renderRoot.querySelector('kh-confirm-dialog')?.ask({
      heading: msg('Take the cover back'),
      text:
        cover.insteadOf === null
          ? msg(str`${name} is no longer on call until ${until}. Where nobody else is, there is a gap.`)
          : msg(str`${nameOf(people, cover.insteadOf)} is on call again, and ${name} is not, until ${until}.`),
      action: msg('Take back'),
      run: async () => {
        await cancelCover(rosterId, cover.id);
        await this.#onCall.load();
      },
    });
  };
}

customElements.define('kh-on-call-page', KhOnCallPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-on-call-page': KhOnCallPage;
  }
}
