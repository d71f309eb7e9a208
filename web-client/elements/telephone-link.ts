import { html, type TemplateResult } from 'lit';

/** A number that is called at a touch. */
export const telephoneLink = (number: string): TemplateResult =>
  html`<a href="tel:${number.replaceAll(' ', '')}">${number}</a>`;
