import { updateWhenLocaleChanges } from '@lit/localize';
import { LitElement, type CSSResultGroup } from 'lit';
import { baseStyles } from '../styles/base.ts';

/** What all our elements share: they speak the page's language as it changes, and start from the same styles. */
export class KhElement extends LitElement {
  static override styles: CSSResultGroup = baseStyles;

  constructor() {
    super();
    updateWhenLocaleChanges(this);
  }
}
