import { css } from 'lit';

/** Radio buttons and check boxes as whole rows that are easy to hit. */
export const choiceStyles = css`
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  legend {
    padding: 0 0 var(--kh-space-2);
    font-weight: var(--kh-weight-strong);
  }
  .choices {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr));
    gap: var(--kh-space-2);
  }
  .choice {
    display: flex;
    align-items: center;
    gap: var(--kh-space-3);
    min-block-size: var(--kh-target);
    padding: var(--kh-space-2) var(--kh-space-4);
    border: 1px solid var(--kh-line);
    border-radius: var(--kh-radius-m);
    background: var(--kh-surface);
    cursor: pointer;
  }
  .choice span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .choice:hover {
    background: var(--kh-sunken);
  }
  .choice:has(:checked) {
    border-color: var(--kh-brand);
    background: var(--kh-brand-soft);
    color: var(--kh-on-brand-soft);
  }
  .choice:has(:focus-visible) {
    outline: 3px solid var(--kh-focus);
    outline-offset: 2px;
  }
  .choice input {
    flex: none;
    inline-size: 1.2em;
    block-size: 1.2em;
    margin: 0;
    accent-color: var(--kh-brand);
  }
  .choice input:focus-visible {
    outline: none;
  }
`;
