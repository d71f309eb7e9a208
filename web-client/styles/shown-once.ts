import { css } from 'lit';

/** A dialog that shows a secret or a link, and says that it will not be shown again. */
export const shownOnceStyles = css`
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-5);
  }
  .once {
    display: flex;
    gap: var(--kh-space-3);
    padding: var(--kh-space-3) var(--kh-space-4);
    border-radius: var(--kh-radius-m);
    background: var(--kh-sunken);
  }
`;
