import { readPreference, writePreference } from './preference.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const dark = matchMedia('(prefers-color-scheme: dark)');

export const readTheme = (): Theme => THEMES.find((theme) => theme === readPreference('theme')) ?? 'system';

const apply = (): void => {
  const theme = readTheme();
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  dispatchEvent(new Event('kh-theme-changed'));
};

/** Keeps the page in the person's theme, or in the system's as that changes. */
export const followTheme = (): void => {
  dark.addEventListener('change', apply);
  apply();
};

export const chooseTheme = (theme: Theme): void => {
  writePreference('theme', theme);
  apply();
};
