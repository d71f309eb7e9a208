import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { AlertDetail } from '../data/alerts.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { channelWord, deliveryReasonWord, deliveryStateWord } from '../words/delivery.ts';
import { relationWord } from '../words/relation.ts';
import { KhElement } from './kh-element.ts';

type Delivery = AlertDetail['deliveries'][number];

const HAS_REACHED: ReadonlySet<Delivery['state']> = new Set(['delivered', 'read']);

/** A person is told at each turn of an alert; how far the newest word to each of their endpoints came is what counts. */
const newestOfEach = (deliveries: readonly Delivery[]): Delivery[] => {
  const newest = new Map<string, Delivery>();
  for (const delivery of deliveries) {
    const key = `${delivery.recipientId} ${delivery.endpointId ?? delivery.channel}`;
    const known = newest.get(key);
    if (!known || known.queuedAt < delivery.queuedAt) newest.set(key, delivery);
  }
  return [...newest.values()];
};

/** Each person once, with all ways by which they were told. */
const byRecipient = (deliveries: readonly Delivery[]): Delivery[][] => [
  ...Map.groupBy(newestOfEach(deliveries), ({ recipientId, relative }) => relative?.id ?? recipientId).values(),
];

/** Who has been told, by which channel, and whether it reached them. */
export class KhDeliveries extends KhElement {
  static override properties = { deliveries: { attribute: false }, now: { attribute: false } };
  declare deliveries: readonly Delivery[];
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      .people {
        display: grid;
        gap: var(--kh-space-3);
      }
      .ways {
        display: grid;
        gap: var(--kh-space-1);
      }
      .ways li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      .icon {
        margin-block-start: 0.15em;
        color: var(--kh-ink-faint);
      }
      .reached .icon {
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.deliveries = [];
    this.now = new Date();
  }

  override render() {
    if (this.deliveries.length === 0)
      return html`<p class="soft">${msg('Nobody has been notified: it shows on the work-list.')}</p>`;
    return html`<ul class="people">
      ${byRecipient(this.deliveries).map(
        (ways) => html`<li>
          ${ways[0] === undefined ? nothing : this.#renderName(ways[0])}
          <ul class="ways">
            ${ways.map((delivery) => this.#renderWay(delivery))}
          </ul>
        </li>`,
      )}
    </ul>`;
  }

  #renderName({ recipientName, relative }: Delivery) {
    return relative === null
      ? html`<span>${recipientName}</span>`
      : html`<span>${relative.name}</span> <span class="soft small">${relationWord(relative.relation)}</span>`;
  }

  #renderWay(delivery: Delivery) {
    const { channel, endpointLabel, state, isSnoozed, failureReason } = delivery;
    const at = delivery.readAt ?? delivery.deliveredAt ?? delivery.sentAt ?? delivery.queuedAt;
    const way = endpointLabel === null ? channelWord(channel) : `${channelWord(channel)} (${endpointLabel})`;
    return html`<li class=${HAS_REACHED.has(state) ? 'reached' : 'waiting'}>
      ${icon(state === 'failed' ? 'warning' : HAS_REACHED.has(state) ? 'circle-check' : 'clock')}
      <span class="soft small"
        >${[way, deliveryStateWord(channel, state), ...(isSnoozed ? [msg('snoozed')] : []), momentText(at, this.now)].join(' · ')}${
          failureReason === null ? nothing : html` · ${deliveryReasonWord(failureReason)}`
        }</span
      >
    </li>`;
  }
}

customElements.define('kh-deliveries', KhDeliveries);
declare global {
  interface HTMLElementTagNameMap {
    'kh-deliveries': KhDeliveries;
  }
}
