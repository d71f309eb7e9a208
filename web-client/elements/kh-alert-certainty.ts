import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import { momentText } from '../format/time.ts';
import { icon, type IconName } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { onsetText } from '../words/evidence.ts';
import { outcomeText } from '../words/outcome.ts';
import { KhElement } from './kh-element.ts';

type Fact = { symbol: IconName; words: string };

/** How sure an alert is and how far it has come: repeated, predicted or late, paged, over, taken, closed. */
export class KhAlertCertainty extends KhElement {
  static override properties = { alert: { attribute: false }, now: { attribute: false } };
  declare alert: Alert | undefined;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      ul {
        display: grid;
        gap: var(--kh-space-2);
      }
      li {
        display: flex;
        gap: var(--kh-space-3);
      }
      .icon {
        margin-block-start: 0.15em;
        color: var(--kh-ink-faint);
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
  }

  override render() {
    if (!this.alert) return nothing;
    return html`<ul>
      ${this.#facts(this.alert).map(({ symbol, words }) => html`<li>${icon(symbol)}<span>${words}</span></li>`)}
    </ul>`;
  }

  #facts(alert: Alert): Fact[] {
    const { now } = this;
    const facts: Fact[] = [];
    const add = (symbol: IconName, words: string): void => void facts.push({ symbol, words });
    switch (alert.confirmation) {
      case 'awaiting':
        add('repeat', msg('The patient has been asked to measure again.'));
        break;
      case 'confirmed':
        add('circle-check', msg('A repeat measurement confirms it.'));
        break;
      case 'unconfirmed':
        add('repeat', msg('The repeat measurement does not confirm it.'));
        break;
      case 'none':
        break;
    }
    if (alert.lane === 'predicted')
      add('trend-down', msg('This is a prediction, not a measurement. Nobody has been paged for it.'));
    if (alert.lane === 'late') add('clock', msg('The reading arrived late: it may be over by now.'));
    // A prediction has said so itself.
    if (alert.lane !== 'predicted' || alert.paged)
      add('bell', alert.paged ? msg('Clinicians were paged.') : msg('Clinicians were not paged.'));
    add('clock', msg(str`Began ${onsetText(alert, now)}.`));
    if (alert.clearedAt !== null)
      add(
        'check',
        alert.explanation.shift === undefined
          ? msg(str`Values are back to normal since ${momentText(alert.clearedAt, now)}.`)
          : msg(
              str`No longer away from the usual since ${momentText(alert.clearedAt, now)}. What lasts for two weeks becomes the usual.`,
            ),
      );
    if (alert.acknowledgedAt !== null)
      add('user', msg(str`${alert.acknowledgedByName ?? ''} took it ${momentText(alert.acknowledgedAt, now)}.`));
    if (alert.resolvedAt !== null)
      add(
        'circle-check',
        msg(str`Resolved ${momentText(alert.resolvedAt, now)}: ${outcomeText(alert.outcome ?? '')}.`),
      );
    if (alert.state === 'withdrawn') add('xmark', msg('Withdrawn: a reading it stood on was invalid.'));
    return facts;
  }
}

customElements.define('kh-alert-certainty', KhAlertCertainty);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-certainty': KhAlertCertainty;
  }
}
