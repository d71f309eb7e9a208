import { css } from 'lit';

/**
 * Nobody is on call: as loud as words can be without being an alert. Ink on its head, a striped edge and a sign, so that
 * neither a colour nor a theme is needed to see it.
 */
export const gapStyles = css`
  .gap {
    border: 3px dashed var(--kh-surface);
    box-shadow: 0 0 0 2px var(--kh-ink);
    --wa-focus-ring: solid 3px var(--kh-canvas);
    border-radius: var(--kh-radius-m);
    background: var(--kh-ink);
    color: var(--kh-canvas);
  }
  .gap strong {
    color: inherit;
  }
`;
