import { css } from 'lit';

/** A card with one setting of the clinic: its heading with the button that changes it, and what is in force. */
export const settingStyles = css`
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-5);
    align-content: start;
    overflow-wrap: anywhere;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--kh-space-2) var(--kh-space-4);
  }
  header > div {
    display: grid;
    gap: var(--kh-space-1);
    min-inline-size: 0;
  }
  .saved {
    display: flex;
    align-items: center;
    gap: var(--kh-space-2);
    color: var(--kh-good-ink);
  }
  /* The region stays, so that what comes into it is read out; while it is empty it takes no room. */
  [role='status']:empty {
    position: absolute;
  }
`;
