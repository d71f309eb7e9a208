import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { ClockController } from '../controllers/clock.ts';
import { OwnRecordController } from '../controllers/own-record.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-messages.ts';
import '../elements/kh-skeleton.ts';
import { baseStyles } from '../styles/base.ts';
import { pageStyles } from '../styles/layout.ts';

/** What a patient and their clinic write to each other. One primary button. */
export class KhMessagesPage extends KhElement {
  readonly #own = new OwnRecordController(this);
  readonly #clock = new ClockController(this);

  static override styles = [baseStyles, pageStyles];

  override render() {
    const { record, failure } = this.#own;
    return html`<div class="page">
      <h1>${msg('Messages')}</h1>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#own.load()}></kh-failure>` : nothing}
      ${
        record
          ? html`<kh-messages
              viewer="patient"
              .patientId=${record.id}
              .region=${record.region}
              .now=${this.#clock.now}
            ></kh-messages>`
          : failure
            ? nothing
            : html`<kh-skeleton tall .lines=${3}></kh-skeleton>`
      }
    </div>`;
  }
}

customElements.define('kh-messages-page', KhMessagesPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-messages-page': KhMessagesPage;
  }
}
