import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { OnCallPerson, PreviewShift, Roster, Shift } from '#contracts/on-call.ts';
import { Trial } from '../../controllers/trial.ts';
import { addShift, previewShift } from '../../data/on-call.ts';
import { calendarDayText } from '../../format/clinic-time.ts';
import {
  changedDraft,
  draftProblem,
  newDraft,
  toPreview,
  type DraftProblem,
  type ShiftDraft,
} from '../../shift-draft.ts';
import { namesOf } from '../../words/on-call.ts';
import { draftProblemWords, shiftTitle } from '../../words/shift.ts';
import type { Acted } from '../kh-action-dialog.ts';
import '../kh-skeleton.ts';
import { KhRosterDialog } from './kh-roster-dialog.ts';
import './kh-shift-form.ts';
import './kh-shift-preview.ts';

/**
 * A new shift, or one in the place of another; beside it the two weeks as they would be.
 * @fires kh-roster-edited - It is on the roster.
 */
export class KhShiftDialog extends KhRosterDialog {
  static override properties = {
    rosters: { attribute: false },
    staff: { attribute: false },
    today: { attribute: false },
    asked: { state: true },
    draft: { state: true },
    problem: { state: true },
  };
  /** As they are now, also while the dialog is open: what somebody else changed is told from them. */
  declare rosters: readonly Roster[];
  declare staff: readonly OnCallPerson[];
  /** Today by the clinic's calendar. */
  declare today: string;
  declare asked: { roster: Roster; shift: Shift | null } | null;
  declare draft: ShiftDraft | null;
  declare problem: DraftProblem | 'reason' | null;

  readonly #trial = new Trial(this, (shift: PreviewShift) => previewShift(this.asked?.roster.id ?? '', shift));

  static override styles = [
    KhRosterDialog.styles,
    css`
      wa-dialog {
        --width: 76rem;
      }
      .sides {
        display: grid;
        grid-template-columns: minmax(0, 26rem) minmax(0, 1fr);
        gap: var(--kh-space-6) var(--kh-space-8);
        grid-template-rows: auto 1fr;
        align-items: start;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-row: span 2;
        gap: var(--kh-space-4);
      }
      /* On a phone the reason is asked for after what it is about was seen. */
      @media (max-width: 900px) {
        .sides {
          grid-template: none / minmax(0, 1fr);
        }
        section {
          grid-row: auto;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.rosters = [];
    this.staff = [];
    this.today = '';
    this.asked = null;
    this.draft = null;
    this.problem = null;
  }

  show(roster: Roster, shift: Shift | null): void {
    this.asked = { roster, shift };
    this.problem = null;
    this.#trial.reset();
    this.#choose(shift === null ? newDraft(this.today) : changedDraft(shift, this.staff, this.today));
    this.open();
  }

  #choose(draft: ShiftDraft): void {
    this.draft = draft;
    this.problem = null;
    this.failure = null;
    if (this.asked === null) return;
    if (draftProblem(draft, this.today) === null) this.#trial.ask(toPreview(draft));
    else this.#trial.reset();
  }

  override render() {
    const { asked, draft } = this;
    if (asked === null || draft === null) return nothing;
    return this.renderDialog({
      heading: asked.shift === null ? msg('Add a shift') : msg('Change the shift'),
      body: html`${this.#renderWhich(asked)}
        <div class="sides">
          <kh-shift-form
            .draft=${draft}
            .staff=${this.staff}
            .today=${this.today}
            @kh-draft=${({ detail }: CustomEvent<ShiftDraft>) => this.#choose(detail)}
          ></kh-shift-form>
          <section aria-labelledby="preview">
            <h3 id="preview">${msg('Two weeks with this shift')}</h3>
            ${this.#renderPreview(draft)}
          </section>
          <label class="field reason"
            ><span>${msg('Reason')}</span><input name="reason" maxlength="500" autocomplete="off"
          /></label>
        </div>
        ${this.#renderWayOut(draft)}`,
      action: asked.shift === null ? msg('Save the shift') : msg('Save the change'),
      actionId: 'save-shift',
    });
  }

  #renderWhich({ roster, shift }: { roster: Roster; shift: Shift | null }) {
    if (shift === null) return html`<p class="soft">${msg(str`For “${roster.name}”.`)}</p>`;
    const left = shift.people.filter((id) => !this.staff.some((person) => person.id === id && !person.hasLeft));
    return html`<p>
        <strong>${shiftTitle(shift)}</strong><br /><span class="soft"
          >${msg(str`“${roster.name}”. It goes on until the day before the change, and what stands here comes in its place. Who was on call stays as it was.`)}</span
        >
      </p>
      ${left.length === 0 ? nothing : html`<p>${msg(str`No longer on the list, having left the clinic: ${namesOf(this.staff, left)}.`)}</p>`}`;
  }

  #renderPreview(draft: ShiftDraft) {
    const problem = draftProblem(draft, this.today);
    if (problem !== null) return html`<p class="soft" role="status">${draftProblemWords(problem)}</p>`;
    const { preview, isLoading, failure } = this.#trial;
    if (preview !== null) {
      return html`<kh-shift-preview .preview=${preview} .people=${this.staff} .isLoading=${isLoading}></kh-shift-preview>`;
    }
    if (failure === null) return html`<kh-skeleton .lines=${6}></kh-skeleton>`;
    const words = this.staleWords(failure, this.#conflictWords(draft));
    return words === null
      ? html`<kh-failure .code=${failure} @kh-retry=${() => this.#trial.retry()}></kh-failure>`
      : html`<p role="status"><strong>${words}</strong></p>`;
  }

  /** What the shift that was to be changed is now. */
  #conflictWords({ replaces }: ShiftDraft): string {
    const now = this.rosters.flatMap(({ shifts }) => shifts).find(({ id }) => id === replaces);
    return now?.validTo
      ? msg(
          str`Somebody else changed this shift meanwhile: its last day is ${calendarDayText(now.validTo)} now. What you entered is kept.`,
        )
      : msg('Somebody else changed this shift meanwhile, or it ends before then. What you entered is kept.');
  }

  /** What can still be done with what was entered, once the shift that it was to replace is gone. */
  #renderWayOut(draft: ShiftDraft) {
    const isStale = this.failure === 'conflict' || this.#trial.failure === 'conflict';
    if (!isStale || draft.replaces === null) return nothing;
    return html`<div>
      <wa-button id="keep-both" appearance="outlined" @click=${() => this.#choose({ ...draft, replaces: null })}
        >${msg('Add mine as a shift of its own')}</wa-button
      >
    </div>`;
  }

  protected override problemWords(): string | null {
    if (this.problem === 'reason') return msg('Please say why, in a few words.');
    if (this.problem !== null) return draftProblemWords(this.problem);
    return this.draft === null ? null : this.staleWords(this.failure, this.#conflictWords(this.draft));
  }

  protected override async act(): Promise<Acted> {
    if (this.asked === null || this.draft === null) return 'missing';
    const reason = this.textOf('reason');
    this.problem = draftProblem(this.draft, this.today) ?? (reason.length < 3 ? 'reason' : null);
    if (this.problem !== null) return 'missing';
    await addShift(this.asked.roster.id, { ...toPreview(this.draft), reason });
    return new Event('kh-roster-edited');
  }
}

customElements.define('kh-shift-dialog', KhShiftDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-shift-dialog': KhShiftDialog;
  }
}
