import { css } from 'lit';

/** The page's column and its heading. */
export const pageStyles = css`
  .page {
    max-inline-size: calc(var(--kh-page-width) + 2 * var(--kh-space-6));
    margin-inline: auto;
    padding: var(--kh-space-8) var(--kh-space-6) var(--kh-space-16);
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-6);
    align-content: start;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-4);
    align-content: start;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--kh-space-3);
  }
  /* A link that is no part of a sentence: as easy to hit as a button. */
  .lone-link {
    display: inline-flex;
    align-items: center;
    min-block-size: var(--kh-target);
  }
  .row.spread {
    justify-content: space-between;
  }
  @media (max-width: 600px) {
    .page {
      padding: var(--kh-space-4) var(--kh-space-4) var(--kh-space-12);
      gap: var(--kh-space-4);
    }
  }
`;
