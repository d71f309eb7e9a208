import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Me } from '#contracts/user.ts';
import { icon, type IconName } from '../icons/icon.ts';
import { areOtherSoundsOn, chooseOtherSounds, playAlertSound } from '../preferences/sound.ts';
import { chooseTheme, readTheme, type Theme, THEMES } from '../preferences/theme.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { KhElement } from './kh-element.ts';

const THEME_ICONS = { system: 'monitor', light: 'sun', dark: 'moon' } as const satisfies Record<Theme, IconName>;

const themeWord = (theme: Theme): string => {
  switch (theme) {
    case 'system':
      return msg('System');
    case 'light':
      return msg('Light');
    case 'dark':
      return msg('Dark');
  }
};

/**
 * The person's own menu: who is signed in, theme, sounds, notifications, test of the camera, what a clinician may look up, sign out.
 * @fires kh-sign-out - The person wants to leave.
 */
export class KhMenu extends KhElement {
  static override properties = { me: { attribute: false }, isOpen: { state: true } };
  declare me: Me | undefined;
  declare isOpen: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: inline-block;
      }
      [popover] {
        --top: calc(var(--kh-header-height) + var(--kh-space-1));
        position: fixed;
        inset: var(--top) max(var(--kh-space-4), env(safe-area-inset-right)) auto
          auto;
        margin: 0;
        /* In a low window it scrolls: signing out is the last thing in it. */
        max-block-size: calc(100dvh - var(--top) - var(--kh-space-2));
        overflow-y: auto;
        inline-size: min(22em, calc(100vw - 2 * var(--kh-space-4)));
        padding: var(--kh-space-4);
        border: 1px solid var(--kh-line);
        border-radius: var(--kh-radius-l);
        background: var(--kh-raised);
        color: var(--kh-ink);
        box-shadow: var(--kh-shadow-l);
      }
      .body {
        display: grid;
        gap: var(--kh-space-4);
      }
      .who strong,
      .who span {
        display: block;
        overflow-wrap: anywhere;
      }
      fieldset {
        display: grid;
        gap: var(--kh-space-1);
        margin: 0;
        padding: 0;
        border: 0;
        min-inline-size: 0;
      }
      legend {
        padding: 0 0 var(--kh-space-1);
        font-size: var(--kh-text-s);
        color: var(--kh-ink-soft);
      }
      label,
      .action {
        display: flex;
        align-items: center;
        gap: var(--kh-space-3);
        min-block-size: var(--kh-target);
        padding-inline: var(--kh-space-2);
        border-radius: var(--kh-radius-s);
        cursor: pointer;
      }
      label:hover,
      .action:hover {
        background: var(--kh-sunken);
      }
      label span:nth-of-type(2) {
        flex: 1;
      }
      input {
        accent-color: var(--kh-brand);
        inline-size: 1.2em;
        block-size: 1.2em;
        margin: 0;
      }
      .action {
        border: 0;
        background: none;
        color: inherit;
        text-align: start;
        text-decoration: none;
        inline-size: 100%;
      }
      hr {
        inline-size: 100%;
        margin: 0;
        border: 0;
        border-block-start: 1px solid var(--kh-line);
      }
      .name {
        max-inline-size: 14em;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (max-width: 700px) {
        .name {
          display: none;
        }
        /* Right under its button, over the row of links. */
        [popover] {
          --top: calc(var(--kh-target) + var(--kh-space-1));
        }
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
  }

  override render() {
    const { me } = this;
    if (!me) return nothing;
    return html`<button
        class="quiet-button"
        type="button"
        popovertarget="menu"
        aria-expanded=${this.isOpen}
      >
        ${icon('user')}<span class="name">${me.name}</span
        ><span class="visually-hidden">${msg('Settings and sign-out')}</span>
      </button>
      <div id="menu" popover @toggle=${this.#onToggle}>
        <div class="body">
          <div class="who"><strong>${me.name}</strong><span class="soft small">${me.email}</span></div>
          <fieldset @change=${this.#onTheme}>
            <legend>${msg('Appearance')}</legend>
            ${THEMES.map(
              (theme) =>
                html`<label
                  >${icon(THEME_ICONS[theme])}<span>${themeWord(theme)}</span
                  ><input type="radio" name="theme" value=${theme} .checked=${readTheme() === theme}
                /></label>`,
            )}
          </fieldset>
          ${
            me.role === 'clinician'
              ? html`<fieldset>
                <legend>${msg('Sounds')}</legend>
                <button class="action" type="button" id="try-sound" @click=${playAlertSound}>
                  ${icon('bell')}<span>${msg('Hear the sound of a critical alert')}</span>
                </button>
                <label
                  >${icon('bell-off')}<span>${msg('Sound for other alerts, too')}</span
                  ><input type="checkbox" .checked=${areOtherSoundsOn()} @change=${this.#onSound}
                /></label>
              </fieldset>`
              : nothing
          }
          ${
            me.role === 'administrator'
              ? nothing
              : html`<a class="action" href="/notifications" @click=${this.#onLeave}
                  >${icon('bell')}<span>${msg('Notifications')}</span></a
                ><a class="action" href="/check" @click=${this.#onLeave}
                  >${icon('video')}<span>${msg('Test camera, sound and line')}</span></a
                >`
          }
          ${
            me.role === 'clinician'
              ? html`<a class="action" href="/escalation" @click=${this.#onLeave}
                    >${icon('repeat')}<span>${msg('When nobody answers')}</span></a
                  ><a class="action" href="/clinic" @click=${this.#onLeave}
                    >${icon('clock')}<span>${msg('Opening hours and holidays')}</span></a
                  >`
              : nothing
          }
          <hr />
          <button class="action" type="button" @click=${this.#onSignOut}>
            ${icon('sign-out')}<span>${msg('Sign out')}</span>
          </button>
        </div>
      </div>`;
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    this.isOpen = event.newState === 'open';
  };

  readonly #onTheme = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    const theme = THEMES.find((each) => each === value);
    if (theme !== undefined) chooseTheme(theme);
  };

  readonly #onSound = (event: Event): void => {
    chooseOtherSounds((event.target as HTMLInputElement).checked);
  };

  readonly #onLeave = (): void => {
    this.renderRoot.querySelector<HTMLElement>('#menu')?.hidePopover();
  };

  readonly #onSignOut = (): void => {
    this.dispatchEvent(new Event('kh-sign-out', { bubbles: true, composed: true }));
  };
}

customElements.define('kh-menu', KhMenu);
declare global {
  interface HTMLElementTagNameMap {
    'kh-menu': KhMenu;
  }
  interface GlobalEventHandlersEventMap {
    'kh-sign-out': Event;
  }
}
