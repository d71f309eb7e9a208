import { css } from 'lit';

/** Web Awesome's buttons, allowed to break their words over lines where a phone is narrow. */
export const buttonStyles = css`
  wa-button {
    max-inline-size: 100%;
  }
  wa-button::part(button) {
    block-size: auto;
    min-block-size: var(--wa-form-control-height);
    padding-block: var(--kh-space-2);
    white-space: normal;
    line-height: var(--kh-leading-tight);
    text-align: center;
  }
  /* The icon stands beside all lines of the words, not in the first of them. */
  wa-button::part(label) {
    display: flex;
    align-items: center;
    justify-content: center;
  }
  wa-button .icon {
    margin-inline-end: 0.5em;
  }
  wa-button.wide {
    display: block;
  }
  .quiet-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--kh-space-2);
    min-block-size: var(--kh-target);
    min-inline-size: var(--kh-target);
    padding: 0 var(--kh-space-3);
    border: 0;
    border-radius: var(--kh-radius-m);
    background: none;
    color: var(--kh-ink-soft);
    cursor: pointer;
    text-decoration: none;
  }
  .quiet-button:hover,
  .quiet-button[aria-expanded='true'] {
    background: var(--kh-sunken);
    color: var(--kh-ink);
  }
`;
