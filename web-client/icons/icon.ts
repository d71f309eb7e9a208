import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

export const ICON_NAMES = [
  'arrow-right',
  'bell',
  'bell-off',
  'chart',
  'check',
  'chevron-down',
  'chevron-left',
  'chevron-right',
  'chevron-up',
  'circle',
  'circle-check',
  'circle-xmark',
  'clipboard',
  'clock',
  'cog',
  'device',
  'droplet',
  'eye',
  'eye-slash',
  'gauge',
  'globe',
  'grip-vertical',
  'heart',
  'home',
  'info',
  'line-fair',
  'line-good',
  'line-lost',
  'line-poor',
  'menu',
  'message',
  'microphone',
  'microphone-off',
  'minus',
  'monitor',
  'moon',
  'pencil',
  'phone',
  'phone-down',
  'plus',
  'question',
  'repeat',
  'shield',
  'sign-out',
  'sliders',
  'sun',
  'table',
  'trend-down',
  'user',
  'users',
  'video',
  'video-off',
  'warning',
  'wifi-off',
  'wrench',
  'xmark',
] as const;
export type IconName = (typeof ICON_NAMES)[number];

const sources = import.meta.glob<string>('./*.svg', { eager: true, query: '?raw', import: 'default' });

/** One of our own icons, drawn inline so that it is there with the word beside it. Always decorative: the word says it. */
export const icon = (name: IconName): TemplateResult => {
  const source = sources[`./${name}.svg`];
  return html`<span class="icon" aria-hidden="true">${source === undefined ? nothing : unsafeHTML(source)}</span>`;
};
