import { css } from 'lit';

/** What every element of ours starts from. */
export const baseStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  h1,
  h2,
  h3 {
    line-height: var(--kh-leading-tight);
    font-weight: var(--kh-weight-strong);
    text-wrap: balance;
  }
  h1 {
    font-size: var(--kh-text-2xl);
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: var(--kh-text-l);
  }
  h3 {
    font-size: var(--kh-text-m);
  }
  a {
    color: inherit;
    text-underline-offset: 0.2em;
    text-decoration-thickness: 1px;
  }
  button {
    font: inherit;
    color: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--kh-focus);
    outline-offset: 2px;
    border-radius: var(--kh-radius-s);
  }
  .icon {
    display: inline-flex;
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    vertical-align: -0.25em;
  }
  .icon svg {
    inline-size: 100%;
    block-size: 100%;
  }
  .soft {
    color: var(--kh-ink-soft);
  }
  .small {
    font-size: var(--kh-text-s);
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
