import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { AlertDetail } from '../data/alerts.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { targetWord } from '../words/escalation.ts';
import { KhElement } from './kh-element.ts';

type AlertCall = AlertDetail['calls'][number];

/** Who was called to answer, when, until when, and whether it came to them; newest first. */
export class KhAlertCalls extends KhElement {
  static override properties = {
    calls: { attribute: false },
    isWaiting: { attribute: false },
    now: { attribute: false },
  };
  declare calls: readonly AlertCall[];
  /** Nobody has answered yet: the newest call's time still runs. */
  declare isWaiting: boolean;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      ol {
        display: grid;
        gap: var(--kh-space-4);
      }
      li {
        overflow-wrap: anywhere;
      }
      li > * {
        display: block;
      }
      li ul {
        display: grid;
        gap: var(--kh-space-1);
        margin-block-start: var(--kh-space-1);
      }
      li li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--kh-space-3);
      }
      li li > .icon {
        margin-block-start: 0.15em;
        color: var(--kh-ink-faint);
      }
      li li.reached > .icon {
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.calls = [];
    this.isWaiting = false;
    this.now = new Date();
  }

  override render() {
    const newestFirst = this.calls.toReversed();
    return html`<ol>
      ${newestFirst.map((call, index) => this.#renderCall(call, index === 0 && this.isWaiting))}
    </ol>`;
  }

  #renderCall(call: AlertCall, isRunning: boolean) {
    const { tier, round, calledAt, answerBy, people, unreachedAt, remindedAt } = call;
    const name = round === 1 ? msg(str`Tier ${tier + 1}`) : msg(str`Tier ${tier + 1}, round ${round}`);
    const times = [
      msg(str`called ${momentText(calledAt, this.now)}`),
      remindedAt !== null && msg(str`told again ${momentText(remindedAt, this.now)}`),
      people.length > 0 &&
        isRunning &&
        unreachedAt === null &&
        msg(str`to answer by ${momentText(answerBy, this.now)}`),
      unreachedAt !== null && msg(str`reached nobody by ${momentText(unreachedAt, this.now)}`),
    ].filter((time) => time !== false);
    return html`<li>
      <strong>${name}</strong>
      <span class="soft small">${times.join(' · ')}</span>
      ${
        call.emptyTargets.length > 0
          ? html`<span class="soft small"
              >${msg(str`Nobody was there for: ${call.emptyTargets.map(targetWord).join(', ')}`)}</span
            >`
          : nothing
      }
      ${people.length > 0 ? html`<ul>${people.map((person) => this.#renderPerson(person))}</ul>` : nothing}
    </li>`;
  }

  #renderPerson({ name, isReached }: AlertCall['people'][number]) {
    return html`<li class=${isReached ? 'reached' : 'waiting'}>
      ${icon(isReached ? 'circle-check' : 'clock')}
      <span>${name} <span class="soft small">${isReached ? msg('reached') : msg('not reached yet')}</span></span>
    </li>`;
  }
}

customElements.define('kh-alert-calls', KhAlertCalls);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-calls': KhAlertCalls;
  }
}
