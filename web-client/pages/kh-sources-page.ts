import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { z } from 'zod';
import type { IntakeSecret, IntakeSource } from '#contracts/intake.ts';
import type { Me } from '#contracts/user.ts';
import { ClockController } from '../controllers/clock.ts';
import { PatientsController } from '../controllers/patients.ts';
import { listIntakeSources, revokeIntakeSource, unlinkUser } from '../data/intake-sources.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import '../elements/kh-confirm-dialog.ts';
import type { Question } from '../elements/kh-confirm-dialog.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import '../elements/sources/kh-create-source-dialog.ts';
import '../elements/sources/kh-link-user-dialog.ts';
import '../elements/sources/kh-rotate-source-dialog.ts';
import '../elements/sources/kh-source-row.ts';
import type { SourceAction, SourceLink } from '../elements/sources/kh-source-row.ts';
import '../elements/sources/kh-source-secret-dialog.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

const LOOK_AGAIN_MS = 30_000;

/**
 * The systems that send readings by webhook. Administrators register them, change their secrets and revoke them;
 * clinicians say which of their users is which of their patients.
 */
export class KhSourcesPage extends KhElement {
  static override properties = {
    me: { attribute: false },
    sources: { state: true },
    failure: { state: true },
  };
  declare me: Me | undefined;
  declare sources: IntakeSource[] | null;
  declare failure: FailureCode | null;

  readonly #clock = new ClockController(this);
  readonly #patients = new PatientsController(this);
  #timer: ReturnType<typeof setInterval> | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .card {
        padding-block: var(--kh-space-2);
      }
      li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      .lead {
        max-inline-size: 70ch;
        color: var(--kh-ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    this.sources = null;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    this.#timer = setInterval(() => void this.#load(), LOOK_AGAIN_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  async #load(): Promise<void> {
    try {
      this.sources = await listIntakeSources();
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  get #mayRun(): boolean {
    return this.me?.role === 'administrator';
  }

  get #mayLink(): boolean {
    return this.me?.role === 'clinician';
  }

  override render() {
    return html`<div class="page">
        <div class="row spread">
          <h1>${msg('Sources of readings')}</h1>
          ${
            this.#mayRun
              ? html`<wa-button id="new" variant="brand" @click=${this.#onNew}
                >${icon('plus')}${msg('Register a source')}</wa-button
              >`
              : nothing
          }
        </div>
        <p class="lead">
          ${
            this.#mayRun
              ? msg(
                  'Other systems that send readings by webhook: health apps, clouds of device makers, hubs at home. Whose readings they are is said by the patient’s care team.',
                )
              : msg(
                  'Other systems that send readings by webhook: health apps, clouds of device makers, hubs at home. Say which of their users is which of your patients; until then their readings wait in quarantine.',
                )
          }
        </p>
        ${this.failure ? html`<kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>` : nothing}
        ${this.#renderList()}
      </div>
      ${this.#renderDialogs()}
      <kh-confirm-dialog></kh-confirm-dialog>`;
  }

  #renderDialogs() {
    if (this.#mayRun)
      return html`<kh-create-source-dialog @kh-source-created=${this.#onSecret}></kh-create-source-dialog>
        <kh-rotate-source-dialog @kh-source-rotated=${this.#onSecret}></kh-rotate-source-dialog>
        <kh-source-secret-dialog></kh-source-secret-dialog>`;
    return html`<kh-link-user-dialog
      .patients=${this.#patients.patients ?? []}
      @kh-linked=${() => void this.#load()}
    ></kh-link-user-dialog>`;
  }

  #renderList() {
    const { sources } = this;
    if (sources === null)
      return this.failure ? nothing : html`<div class="card"><kh-skeleton .lines=${4}></kh-skeleton></div>`;
    if (sources.length === 0)
      return html`<div class="card">
        <kh-empty
          symbol="globe"
          .heading=${msg('No sources yet')}
          .text=${
            this.#mayRun
              ? msg('Register the first one: you get its address and its secret.')
              : msg('A source appears here once an administrator has registered it.')
          }
        ></kh-empty>
      </div>`;
    return html`<div class="card">
      <ul>
        ${repeat(
          sources,
          ({ id }) => id,
          (source) => html`<li>${this.#renderSource(source)}</li>`,
        )}
      </ul>
    </div>`;
  }

  #renderSource(source: IntakeSource) {
    return html`<kh-source-row
      .source=${source}
      .now=${this.#clock.now}
      .patients=${this.#patients.patients ?? []}
      ?mayRun=${this.#mayRun}
      ?mayLink=${this.#mayLink}
      @kh-source-action=${this.#onAction}
    ></kh-source-row>`;
  }

  readonly #onNew = (): void => {
    this.renderRoot.querySelector('kh-create-source-dialog')?.show();
  };

  readonly #onSecret = (event: CustomEvent<z.infer<typeof IntakeSecret>>): void => {
    this.renderRoot.querySelector('kh-source-secret-dialog')?.show(event.detail);
    void this.#load();
  };

  readonly #onAction = (event: CustomEvent<SourceAction>): void => {
    const action = event.detail;
    switch (action.name) {
      case 'rotate':
        this.renderRoot.querySelector('kh-rotate-source-dialog')?.show(action.source);
        return;
      case 'link':
        this.renderRoot.querySelector('kh-link-user-dialog')?.show(action.source);
        return;
      case 'revoke':
        this.#askToRevoke(action.source);
        return;
      case 'unlink':
        this.#askToUnlink(action.source, action.link);
    }
  };

  #askToRevoke({ id, label }: IntakeSource): void {
    this.#ask({
      heading: msg('Revoke the source'),
      text: msg(
        str`Nothing that “${label}” (${id}) sends is taken from now on, for good, and its users are nobody’s any more. What it sent before stays in the records. This cannot be undone.`,
      ),
      action: msg(str`Revoke “${label}”`),
      run: async () => {
        await revokeIntakeSource(id);
        await this.#load();
      },
    });
  }

  #askToUnlink({ id, label }: IntakeSource, { externalUserId, patientId }: SourceLink): void {
    const name = this.#patients.find(patientId)?.name ?? msg('a patient of yours');
    this.#ask({
      heading: msg('End the link'),
      text: msg(
        str`What “${label}” sends for ${externalUserId} from now on no longer goes into the record of ${name}. What it sent before stays there.`,
      ),
      action: msg('End the link'),
      run: async () => {
        await unlinkUser(id, { externalUserId, patientId });
        await this.#load();
      },
    });
  }

  #ask(question: Question): void {
    this.renderRoot.querySelector('kh-confirm-dialog')?.ask(question);
  }
}

customElements.define('kh-sources-page', KhSourcesPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-sources-page': KhSourcesPage;
  }
}
