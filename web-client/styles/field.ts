import { css } from 'lit';

/** The browser's own select, text fields and areas, at the size and in the colours of the others. */
export const fieldStyles = css`
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-1);
  }
  .field > span {
    font-weight: var(--kh-weight-strong);
  }
  select,
  .field > input,
  .field > textarea {
    min-block-size: var(--kh-target);
    min-inline-size: 0;
    max-inline-size: 100%;
    padding: var(--kh-space-2) var(--kh-space-3);
    border: 1px solid var(--kh-line-strong);
    border-radius: var(--kh-radius-m);
    background: var(--kh-surface);
    color: var(--kh-ink);
    font: inherit;
  }
`;
