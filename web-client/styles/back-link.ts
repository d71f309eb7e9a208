import { css } from 'lit';

/** The way back to where a page is opened from, above its heading and close to it. */
export const backLinkStyles = css`
  .back {
    display: inline-flex;
    align-items: center;
    gap: var(--kh-space-1);
    min-block-size: var(--kh-target);
    color: var(--kh-ink-soft);
    text-decoration: none;
    justify-self: start;
    margin-block: calc(-1 * var(--kh-space-4)) calc(-1 * var(--kh-space-5));
  }
  @media (max-width: 600px) {
    .back {
      margin-block: calc(-1 * var(--kh-space-3)) calc(-1 * var(--kh-space-3));
    }
  }
`;
