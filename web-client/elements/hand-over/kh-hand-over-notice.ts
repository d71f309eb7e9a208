import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import type { StandingOffer } from '#contracts/hand-over.ts';
import { acknowledgeAlert } from '../../data/alerts.ts';
import { takeHandOverBack } from '../../data/hand-overs.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { momentText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { alertReasonText } from '../../words/alert-reason.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import './kh-decline-dialog.ts';

/**
 * That an alert is offered to a colleague: to whoever it is offered to, what to do about it; to the giver, that it is still
 * theirs, and the way back; to all others, what is going on. Nothing where it is not offered.
 * @fires kh-alert-acted - What is shown of the alert is out of date.
 * @fires kh-declined - The person said no: the alert may be out of their sight by now.
 */
export class KhHandOverNotice extends KhElement {
  static override properties = {
    alert: { attribute: false },
    reason: { attribute: false },
    myId: { attribute: false },
    now: { attribute: false },
    busy: { state: true },
    failure: { state: true },
  };
  declare alert: Alert | undefined;
  declare reason: string | null;
  declare myId: string;
  declare now: Date;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .notice {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--kh-space-3) var(--kh-space-4);
        padding: var(--kh-space-4) var(--kh-space-6);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-l);
        background: var(--kh-surface);
        overflow-wrap: anywhere;
      }
      .mine {
        border: 2px solid var(--kh-brand);
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
      }
      .mine .soft {
        color: inherit;
      }
      .words > * {
        display: block;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-3);
      }
      kh-failure {
        margin-block-start: var(--kh-space-3);
      }
      @media (max-width: 900px) {
        .notice {
          grid-template-columns: auto minmax(0, 1fr);
          padding: var(--kh-space-4);
        }
        .buttons {
          grid-column: 1 / -1;
        }
        wa-button {
          flex: 1 1 auto;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.reason = null;
    this.myId = '';
    this.now = new Date();
    this.busy = false;
    this.failure = null;
  }

  /** Where there is nothing to say it takes no room. */
  override willUpdate(): void {
    this.hidden = this.alert?.handOver == null && this.failure === null;
  }

  override render() {
    const { alert, myId } = this;
    const offer = alert?.handOver;
    const failure = this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing;
    if (!alert || !offer) return failure;
    const isForMe = offer.toUserId === myId;
    return html`<div class="notice ${isForMe ? 'mine' : ''}" role=${isForMe ? 'alert' : 'status'}>
        ${icon('arrow-right')}
        <div class="words">${isForMe ? this.#forReceiver(alert, offer) : this.#forOthers(alert, offer)}</div>
        ${this.#renderButtons(alert, offer)}
      </div>
      ${failure}
      <kh-decline-dialog .alert=${alert} @kh-declined=${this.#onDeclined}></kh-decline-dialog>`;
  }

  #forReceiver({ acknowledgedByName }: Alert, { answerBy }: StandingOffer) {
    const until = momentText(answerBy, this.now);
    return html`<strong>${msg(str`${acknowledgedByName ?? ''} hands this to you: ${this.#reasonWords()}`)}</strong>
      <span class="soft small">${msg(str`It is yours once you take it, until ${until}.`)}</span>`;
  }

  #forOthers({ acknowledgedBy, acknowledgedByName }: Alert, { toUserName, offeredAt, answerBy }: StandingOffer) {
    const at = momentText(offeredAt, this.now);
    const until = momentText(answerBy, this.now);
    if (acknowledgedBy === this.myId)
      return html`<strong>${msg(str`Offered to ${toUserName}, ${at}`)}</strong>
        <span class="soft small">${msg(str`Yours until it is taken; the offer lapses ${until}.`)}</span>
        ${this.#renderReason()}`;
    return html`<strong>${msg(str`${acknowledgedByName ?? ''} hands it to ${toUserName}, since ${at}`)}</strong>
      <span class="soft small">${msg(str`It is with ${acknowledgedByName ?? ''} until it is taken; the offer lapses ${until}.`)}</span>
      ${this.#renderReason()}`;
  }

  #renderReason() {
    return html`<span class="soft small">“${this.#reasonWords()}”</span>`;
  }

  #reasonWords(): string {
    return alertReasonText(this.reason ?? '');
  }

  #renderButtons({ id, acknowledgedBy }: Alert, { toUserId }: StandingOffer) {
    if (toUserId === this.myId)
      return html`<div class="buttons">
        <wa-button id="take" variant="brand" ?loading=${this.busy} @click=${() => void this.#run(() => acknowledgeAlert(id))}
          >${icon('check')}${msg('I take it')}</wa-button
        >
        <wa-button id="decline" appearance="outlined" @click=${this.#onDecline}>${msg('Decline…')}</wa-button>
      </div>`;
    if (acknowledgedBy === this.myId)
      return html`<div class="buttons">
        <wa-button
          id="take-back"
          appearance="outlined"
          ?loading=${this.busy}
          @click=${() => void this.#run(() => takeHandOverBack(id))}
          >${msg('Take it back')}</wa-button
        >
      </div>`;
    return nothing;
  }

  async #run(act: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await act();
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
    this.dispatchEvent(new Event('kh-alert-acted'));
  }

  readonly #onDecline = (): void => {
    this.renderRoot.querySelector('kh-decline-dialog')?.show();
  };

  readonly #onDeclined = (): void => {
    this.dispatchEvent(new Event('kh-declined'));
  };
}

customElements.define('kh-hand-over-notice', KhHandOverNotice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-hand-over-notice': KhHandOverNotice;
  }
}
