import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';

const urls = import.meta.glob<string>('./*.svg', { eager: true, query: '?url', import: 'default' });

/**
 * Web Awesome's own parts draw icons from the library `system` (data: URIs, which the Content-Security-Policy refuses)
 * and others from `default` (another host): both are ours.
 */
export const registerIcons = (): void => {
  const resolver = (name: string): string => urls[`./${name}.svg`] ?? urls['./circle.svg'] ?? '';
  registerIconLibrary('default', { resolver });
  registerIconLibrary('system', { resolver });
};
