import { css } from 'lit';

/** A link that the whole of its row opens. The row is the nearest positioned element around it. */
export const rowLinkStyles = css`
  .row-link {
    text-decoration: none;
    font-weight: var(--kh-weight-strong);
  }
  .row-link::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .row-link:focus-visible {
    outline: none;
  }
  .row-link:focus-visible::after {
    outline: 3px solid var(--kh-focus);
    outline-offset: -3px;
    border-radius: var(--kh-radius-m);
  }
`;
