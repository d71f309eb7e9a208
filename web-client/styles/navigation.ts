import { css } from 'lit';

/** Links to the main pages in the header. */
export const navigationStyles = css`
  nav {
    display: flex;
    align-items: center;
    gap: var(--kh-space-1);
    min-inline-size: 0;
  }
  nav a {
    display: inline-flex;
    align-items: center;
    gap: var(--kh-space-2);
    min-block-size: var(--kh-target);
    padding-inline: var(--kh-space-3);
    border-radius: var(--kh-radius-m);
    color: var(--kh-ink-soft);
    text-decoration: none;
    white-space: nowrap;
  }
  nav a:hover {
    background: var(--kh-sunken);
  }
  nav a[aria-current='page'] {
    color: var(--kh-brand);
    font-weight: var(--kh-weight-strong);
  }
  @media (max-width: 1200px) {
    nav {
      overflow-x: auto;
    }
  }
`;
