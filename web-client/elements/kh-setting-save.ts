import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type { SettingVersion } from '#contracts/clinic.ts';
import type { SaveState } from '../controllers/versioned-draft.ts';
import { momentText } from '../format/time.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/**
 * Why a setting of the clinic's is changed, and the button that saves it. What was set stays when somebody else was first.
 * In the slot: what they set.
 * @fires kh-reason - `detail` is what was typed.
 * @fires kh-save
 * @fires kh-discard - Leaves everything as it is in force.
 * @fires kh-keep-mine - After a conflict: mine is to follow the other version.
 * @fires kh-take-theirs - After a conflict: the other version takes its place.
 */
export class KhSettingSave extends KhElement {
  static override properties = { state: { attribute: false }, isReasonAsked: { state: true } };
  declare state: SaveState | undefined;
  /** Saving was tried without a reason. */
  declare isReasonAsked: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      form,
      .conflict {
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
        padding: var(--kh-space-4);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
        overflow-wrap: anywhere;
      }
      [role='alert']:empty {
        position: absolute;
      }
    `,
  ];

  constructor() {
    super();
    this.isReasonAsked = false;
  }

  override render() {
    const { state } = this;
    if (!state) return nothing;
    const isAsked = this.isReasonAsked && state.isReasonMissing;
    return html`<form @submit=${this.#onSubmit} novalidate>
      <wa-textarea
        name="reason"
        rows="2"
        resize="auto"
        maxlength="500"
        .label=${msg('Reason')}
        .hint=${msg('Colleagues read it in the history. Required.')}
        .value=${state.reason}
        @input=${this.#onReason}
      ></wa-textarea>
      <div role="alert">${isAsked ? this.#renderMissing() : nothing}</div>
      ${state.theirVersion === null ? this.#renderFailure(state) : this.#renderConflict(state.theirVersion)}
      <div class="row">
        <wa-button
          id="save"
          variant="brand"
          type="submit"
          ?loading=${state.isSaving}
          ?disabled=${!this.#maySave(state)}
          >${msg('Save')}</wa-button
        >
        <wa-button id="discard" appearance="outlined" @click=${() => this.#say('kh-discard')}
          >${msg('Cancel')}</wa-button
        >
      </div>
    </form>`;
  }

  #renderMissing() {
    return html`<p class="problem">${msg('Please say why, in a few words.')}</p>`;
  }

  #maySave({ isChanged, isValid, theirVersion }: SaveState): boolean {
    return isChanged && isValid && theirVersion === null;
  }

  #renderFailure({ failure }: SaveState) {
    return failure ? html`<kh-failure without-retry .code=${failure}></kh-failure>` : nothing;
  }

  #renderConflict({ version, changedAt, changedByName, reason }: SettingVersion) {
    const when = momentText(changedAt ?? new Date(), new Date());
    const who = changedByName ?? msg('Somebody');
    return html`<div class="conflict" role="alert">
      <p>
        <strong>${msg(str`${who} saved version ${version} meanwhile (${when}).`)}</strong>
        ${msg('What you set and typed is still here, and not saved.')}
      </p>
      ${reason === null ? nothing : html`<p>“${reason}”</p>`}
      <slot></slot>
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
    if (!this.state || !this.#maySave(this.state)) return;
    this.isReasonAsked = this.state.isReasonMissing;
    if (this.isReasonAsked) this.renderRoot.querySelector<WaTextarea>('wa-textarea')?.focus();
    else this.#say('kh-save');
  };
}

customElements.define('kh-setting-save', KhSettingSave);
declare global {
  interface HTMLElementTagNameMap {
    'kh-setting-save': KhSettingSave;
  }
}
