import { css } from 'lit';

/** A dialog that is a page of its own on a phone: all of the screen for the form, with the buttons at its foot. */
export const fullScreenStyles = css`
  @media (max-width: 600px) {
    wa-dialog::part(dialog) {
      inline-size: 100%;
      max-inline-size: 100%;
      block-size: 100dvh;
      max-block-size: 100dvh;
      border-radius: 0;
    }
  }
`;
