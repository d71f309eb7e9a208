import { css } from 'lit';

/** What dialogs have in common. */
export const dialogStyles = css`
  /* What is longer than the screen is seen to go on under the buttons. */
  wa-dialog::part(footer) {
    padding-block-start: var(--kh-space-4);
    border-block-start: 1px solid var(--kh-line);
  }
`;
