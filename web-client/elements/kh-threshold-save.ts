import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type { Thresholds } from '#contracts/threshold.ts';
import type { ThresholdDraft } from '../controllers/threshold-draft.ts';
import type { FailureCode } from '../data/request.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/**
 * Why the thresholds are changed, and the button that saves them. What was set stays when somebody else was first.
 * @fires kh-reason - `detail` is what was typed.
 * @fires kh-save
 * @fires kh-discard - Back to what is in force.
 * @fires kh-keep-mine - After a conflict: mine are to follow the other version.
 * @fires kh-take-theirs - After a conflict: the other version takes their place.
 */
export class KhThresholdSave extends KhElement {
  static override properties = {
    reason: { attribute: false },
    isChanged: { attribute: false },
    isReasonMissing: { attribute: false },
    status: { attribute: false },
    failure: { attribute: false },
    theirs: { attribute: false },
    isReasonAsked: { state: true },
  };
  declare reason: string;
  declare isChanged: boolean;
  declare isReasonMissing: boolean;
  declare status: ThresholdDraft['status'];
  declare failure: FailureCode | null;
  declare theirs: Thresholds | null;
  /** Saving was tried without a reason. */
  declare isReasonAsked: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-3);
      }
      .conflict {
        display: grid;
        gap: var(--kh-space-3);
        padding: var(--kh-space-4);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
        overflow-wrap: anywhere;
      }
      .saved {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
    `,
  ];

  constructor() {
    super();
    this.reason = '';
    this.isChanged = false;
    this.isReasonMissing = true;
    this.status = 'editing';
    this.failure = null;
    this.theirs = null;
    this.isReasonAsked = false;
  }

  override render() {
    const isAsked = this.isReasonAsked && this.isReasonMissing;
    return html`<form @submit=${this.#onSubmit} novalidate>
      <wa-textarea
        name="reason"
        rows="2"
        resize="auto"
        maxlength="500"
        .label=${msg('Reason')}
        .hint=${msg('Colleagues read it in the history. Required.')}
        .value=${this.reason}
        @input=${this.#onReason}
      ></wa-textarea>
      <div role="alert">
        ${isAsked ? html`<p class="problem">${msg('Please say why, in a few words.')}</p>` : nothing}
      </div>
      ${this.theirs ? this.#renderConflict(this.theirs) : this.#renderFailure()}
      <div class="row">
        <wa-button
          id="save"
          variant="brand"
          type="submit"
          ?loading=${this.status === 'saving'}
          ?disabled=${!this.isChanged || this.theirs !== null}
          >${msg('Save thresholds')}</wa-button
        >
        ${
          this.isChanged && this.theirs === null
            ? html`<button class="quiet-button" type="button" @click=${() => this.#say('kh-discard')}>
                ${msg('Undo all changes')}
              </button>`
            : nothing
        }
      </div>
      <div role="status">
        ${
          this.status === 'saved'
            ? html`<p class="saved">${icon('circle-check')}${msg('Saved. Readings are judged by them from now on.')}</p>`
            : this.isChanged
              ? nothing
              : html`<p class="small soft">${msg('Nothing is changed yet.')}</p>`
        }
      </div>
    </form>`;
  }

  #renderFailure() {
    // A conflict whose other version could not be read is shown like any other failure.
    return this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing;
  }

  #renderConflict({ version, changedAt, reason }: Thresholds) {
    const when = momentText(changedAt ?? new Date(), new Date());
    return html`<div class="conflict" role="alert">
      <p>
        <strong>${msg(str`Somebody saved version ${version} meanwhile (${when}).`)}</strong>
        ${msg('What you set and typed is still here, and not saved.')}
      </p>
      ${reason === null ? nothing : html`<p>“${reason}”</p>`}
      <div class="row">
        <wa-button id="keep-mine" appearance="outlined" @click=${() => this.#say('kh-keep-mine')}
          >${msg('Go on with mine')}</wa-button
        >
        <wa-button id="take-theirs" appearance="outlined" @click=${() => this.#say('kh-take-theirs')}
          >${msg('Show theirs')}</wa-button
        >
      </div>
    </div>`;
  }

  #say(name: 'kh-save' | 'kh-discard' | 'kh-keep-mine' | 'kh-take-theirs'): void {
    this.dispatchEvent(new Event(name));
  }

  readonly #onReason = (event: Event): void => {
    const detail = (event.currentTarget as WaTextarea).value ?? '';
    this.dispatchEvent(new CustomEvent('kh-reason', { detail }));
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!this.isChanged || this.theirs !== null) return;
    this.isReasonAsked = this.isReasonMissing;
    if (this.isReasonMissing) this.renderRoot.querySelector<WaTextarea>('wa-textarea')?.focus();
    else this.#say('kh-save');
  };
}

customElements.define('kh-threshold-save', KhThresholdSave);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-save': KhThresholdSave;
  }
  interface GlobalEventHandlersEventMap {
    'kh-reason': CustomEvent<string>;
    'kh-save': Event;
    'kh-discard': Event;
    'kh-keep-mine': Event;
    'kh-take-theirs': Event;
  }
}
