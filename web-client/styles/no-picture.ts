import { css } from 'lit';

/** Who it is, and why they are not seen, in the middle of where their picture would be. */
export const noPictureStyles = css`
  .no-picture {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: var(--kh-space-4);
    padding: var(--kh-space-6);
    text-align: center;
  }
  .no-picture strong {
    font-size: var(--kh-text-2xl);
    font-weight: var(--kh-weight-strong);
    line-height: var(--kh-leading-tight);
    overflow-wrap: anywhere;
  }
`;
