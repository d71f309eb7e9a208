import { css } from 'lit';

/** The visit's layout: who else is there, then video and readings side by side, both wholly in sight; the note under them. */
export const visitStyles = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-4);
    max-inline-size: 1600px;
    margin-inline: auto;
    padding: var(--kh-space-4) var(--kh-space-6) var(--kh-space-10);
  }
  .visit {
    display: grid;
    grid-template-columns: minmax(0, var(--video-share, 60%)) var(--kh-space-4) minmax(0, 1fr);
    grid-template-areas:
      'guests guests guests'
      'stage splitter readings'
      'note . chat';
    row-gap: var(--kh-space-4);
    align-items: stretch;
  }
  .stage {
    grid-area: stage;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    border-radius: var(--kh-radius-l);
    overflow: hidden;
    background: var(--kh-surface);
    box-shadow: var(--kh-shadow-m);
  }
  /* As tall as the doctor wants it; the note moves down. */
  .stage.live {
    block-size: min(36rem, 64vh);
    min-block-size: 22rem;
    resize: vertical;
  }
  /* When the call is over the note is what is left to do: it takes the picture's place. */
  .visit:has(> .stage.over) {
    grid-template-areas:
      'guests guests guests'
      'stage stage stage'
      'note splitter readings'
      'note splitter chat';
    grid-template-rows: auto auto auto 1fr;
    align-items: start;
  }
  .stage.over ~ kh-splitter {
    align-self: stretch;
  }
  kh-visit-guests {
    grid-area: guests;
  }
  kh-splitter {
    grid-area: splitter;
  }
  .readings {
    grid-area: readings;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-4);
    align-content: start;
    padding: var(--kh-space-5);
    --chart-height: 220px;
  }
  .chat {
    grid-area: chat;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-3);
    align-content: start;
    padding: var(--kh-space-5);
  }
  .note {
    grid-area: note;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--kh-space-3);
  }
  .values {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--kh-space-3);
    font-size: var(--kh-text-l);
  }
  @media (max-width: 900px) {
    .page {
      padding: var(--kh-space-2) var(--kh-space-3) var(--kh-space-8);
      gap: var(--kh-space-2);
    }
    .visit {
      grid-template-columns: minmax(0, 1fr);
      /* Guests stand below the buttons under the picture, which stay on the first screen. */
      grid-template-areas: 'stage' 'guests' 'readings' 'chat' 'note';
      gap: var(--kh-space-4);
    }
    .visit:has(> .stage.over) {
      grid-template-areas: 'stage' 'guests' 'note' 'readings' 'chat';
      grid-template-rows: none;
    }
    kh-splitter {
      display: none;
    }
    .stage.live {
      /* The buttons under the picture are on the first screen, below the header and who it is. */
      block-size: calc(100dvh - 15.5rem);
      min-block-size: 24rem;
    }
    .values {
      font-size: var(--kh-text-m);
    }
  }
`;
