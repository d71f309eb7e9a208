import { css } from 'lit';

/** What a patient has measured, and in a word what it means. */
export const resultStyles = css`
  .value strong {
    font-size: var(--kh-text-4xl);
    line-height: 1.1;
  }
  .word {
    font-size: var(--kh-text-xl);
    font-weight: var(--kh-weight-strong);
  }
  .word.in-range {
    color: var(--kh-good-ink);
  }
`;
