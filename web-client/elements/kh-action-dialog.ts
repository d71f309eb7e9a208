import { msg } from '@lit/localize';
import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import { failureCode, type FailureCode } from '../data/request.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { dialogStyles } from '../styles/dialog.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/** What became of it: done, with the event that tells of it if there is one, or something is still missing. */
export type Acted = Event | 'done' | 'missing';

type Parts = {
  heading: string;
  /** What will happen, in words that name whom it happens to, and what is asked for it. */
  body: TemplateResult;
  /** The verb on the button, and the button's id. */
  action: string;
  actionId: string;
};

/**
 * A dialog that does one thing. It says what is missing and what did not work, and then stays open with everything as it
 * was typed; each opening starts with an empty form.
 */
export abstract class KhActionDialog extends KhElement {
  static override properties: PropertyDeclarations = {
    isOpen: { state: true },
    isShown: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare isOpen: boolean;
  /** Until it is out of sight: what closes does not change its size. */
  declare isShown: boolean;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles: CSSResultGroup = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      /* Where it stands among other things it takes no room. */
      :host {
        display: contents;
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        overflow-wrap: anywhere;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
      /* The region stays, so that what comes into it is read out; while it is empty it takes no room. */
      [role='alert']:empty {
        margin-block-start: calc(-1 * var(--kh-space-5));
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
    this.isShown = false;
    this.busy = false;
    this.failure = null;
  }

  /** Does it; throws where that does not work. */
  protected abstract act(): Promise<Acted>;

  /** What is missing or wrong, in words; null where the failure's own words say it. */
  protected problemWords(): string | null {
    return null;
  }

  protected open(): void {
    this.failure = null;
    this.isOpen = true;
    this.isShown = true;
  }

  protected renderDialog({ heading, body, action, actionId }: Parts): TemplateResult {
    return html`<wa-dialog .label=${heading} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${this.isShown ? this.#renderForm(body) : nothing}
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id=${actionId} slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onAction}
        >${action}</wa-button
      >
    </wa-dialog>`;
  }

  #renderForm(body: TemplateResult) {
    const problem = this.problemWords();
    // Enter submits a form of several fields only where it has a button for that; ours is in the dialog's footer.
    return html`<form @submit=${this.#onSubmit} novalidate>
      <input type="submit" hidden />
      ${body}
      <div role="alert">${problem === null ? nothing : html`<p class="problem">${problem}</p>`}</div>
      ${
        problem === null && this.failure !== null
          ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>`
          : nothing
      }
    </form>`;
  }

  readonly #onHidden = (event: Event): void => {
    // A list that folds inside the dialog hides, too.
    if (event.target !== event.currentTarget) return;
    this.isOpen = false;
    this.isShown = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#run();
  };

  readonly #onAction = (): void => void this.#run();

  async #run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      const acted = await this.act();
      if (acted === 'missing') return;
      this.isOpen = false;
      if (acted !== 'done') this.dispatchEvent(acted);
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}
