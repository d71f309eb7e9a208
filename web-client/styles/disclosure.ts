import { css } from 'lit';
import { icon } from '../icons/icon.ts';

/** What is opened only by those who want it: its line is as easy to hit as a button. */
export const disclosureStyles = css`
  summary {
    display: flex;
    align-items: center;
    gap: var(--kh-space-2);
    min-block-size: var(--kh-target);
    color: var(--kh-ink-soft);
    cursor: pointer;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary .icon {
    transition: rotate var(--kh-motion-fast) var(--kh-easing);
  }
  details[open] > summary .icon {
    rotate: 90deg;
  }
`;

/** The sign before its words. */
export const disclosureSign = () => icon('chevron-right');
