import { css } from 'lit';

/** A sheet that holds one thing. Few borders: the shadow and the ground do the work. */
export const cardStyles = css`
  .card {
    background: var(--kh-surface);
    border-radius: var(--kh-radius-l);
    box-shadow: var(--kh-shadow-m);
    padding: var(--kh-space-6);
  }
  @media (max-width: 600px) {
    .card {
      padding: var(--kh-space-4);
    }
  }
`;
