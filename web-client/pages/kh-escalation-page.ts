import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import type { EscalationPolicy } from '#contracts/escalation.ts';
import type { OnCallBoard } from '#contracts/on-call.ts';
import type { Me } from '#contracts/user.ts';
import { Loaded } from '../controllers/loaded.ts';
import { listPolicies } from '../data/escalation-policies.ts';
import { readBoard } from '../data/on-call.ts';
import '../elements/escalation/kh-escalation-policy.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

type Shown = { policies: readonly EscalationPolicy[]; board: OnCallBoard };

/** Who is called about alerts of each severity when nobody answers. */
export class KhEscalationPage extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  readonly #shown = new Loaded<Shown>(this, async () => {
    const [policies, board] = await Promise.all([listPolicies(), readBoard()]);
    return { policies, board };
  });

  static override styles = [baseStyles, cardStyles, pageStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#shown.load();
  }

  override render() {
    const { value, failure } = this.#shown;
    return html`<div class="page">
      <div class="stack">
        <h1>${msg('When nobody answers')}</h1>
        <p class="soft">
          ${msg('Who is called about an alert, one tier after the other, until somebody takes it.')}
          ${value === null ? nothing : msg(str`All times are by the clinic’s clock (${value.board.timeZone}).`)}
        </p>
      </div>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#shown.load()}></kh-failure>` : nothing}
      ${value ? this.#renderPolicies(value) : failure ? nothing : html`<kh-skeleton tall .lines=${6}></kh-skeleton>`}
    </div>`;
  }

  #renderPolicies({ policies, board }: Shown) {
    return policies.map(
      (policy) =>
        html`<kh-escalation-policy
        .policy=${policy}
        .names=${board}
        .mayChange=${this.me?.role === 'administrator'}
        @kh-policy=${() => void this.#shown.load()}
      ></kh-escalation-policy>`,
    );
  }
}

customElements.define('kh-escalation-page', KhEscalationPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-escalation-page': KhEscalationPage;
  }
}
