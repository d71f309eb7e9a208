import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { OnCallBoard, OnCallWeek } from '#contracts/on-call.ts';
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
import { calendarDayText, clinicMomentText, daysLater } from '../format/clinic-time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { nameOf } from '../words/on-call.ts';

/** The on-call board: the gaps ahead, who is on call now and next, and the week. */
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
        <div>
          <h1>${msg('On call')}</h1>
          ${
            board === null
              ? nothing
              : html`<p class="soft">${msg(str`All times are by the clinic’s clock (${board.timeZone}).`)}</p>`
          }
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
      <kh-confirm-dialog></kh-confirm-dialog>`;
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
          .text=${msg('Who is on call appears here once an administrator has set up a roster.')}
        ></kh-empty>
      </div>`;
    return html`<kh-on-call-gaps
        .gaps=${this.#onCall.gaps}
        .timeZone=${timeZone}
        .now=${this.#clock.now}
        @kh-cover=${this.#onCover}
      ></kh-on-call-gaps>
      <div class="rosters">
        ${rosters.map(
          (roster) =>
            html`<kh-on-call-roster
            .roster=${roster}
            .people=${people}
            .timeZone=${timeZone}
            .ownId=${this.me?.id ?? ''}
            @kh-cancel-cover=${this.#onCancel}
          ></kh-on-call-roster>`,
        )}
      </div>
      ${this.#renderWeek(board, week)}`;
  }

  #renderWeek({ rosters, people }: OnCallBoard, week: OnCallWeek) {
    const [first, last] = [week.days[0]?.date ?? '', week.days.at(-1)?.date ?? ''];
    return html`<section class="card week" aria-labelledby="week">
      <div class="row spread">
        <h2 id="week" aria-live="polite">${msg(str`Week: ${calendarDayText(first)} to ${calendarDayText(last)}`)}</h2>
        <div class="row">
          <wa-button
            id="before"
            appearance="outlined"
            @click=${() => void this.#onCall.showWeek(daysLater(first, -7))}
            >${icon('chevron-left')}${msg('Week before')}</wa-button
          >
          <wa-button id="current" appearance="outlined" @click=${() => void this.#onCall.showWeek(undefined)}
            >${msg('This week')}</wa-button
          >
          <wa-button
            id="after"
            appearance="outlined"
            @click=${() => void this.#onCall.showWeek(daysLater(first, 7))}
            >${icon('chevron-right')}${msg('Week after')}</wa-button
          >
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
