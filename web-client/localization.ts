import { configureLocalization, type LocaleModule } from '@lit/localize';
import type { z } from 'zod';
import type { Locale as LocaleShape } from '#contracts/user.ts';
import { sourceLocale, targetLocales } from './locales/generated/locale-codes.ts';
import { readPreference, writePreference } from './preferences/preference.ts';

export type Locale = z.infer<typeof LocaleShape>;

const words: LocaleModule['templates'] = {};
let areStaffsWordsNeeded = false;

const addStaffsWords = async (): Promise<void> => {
  Object.assign(words, (await import('./locales/generated/zh-CN-staff.ts')).templates);
};

const loadWords = async (): Promise<LocaleModule> => {
  Object.assign(words, (await import('./locales/generated/zh-CN.ts')).templates);
  if (areStaffsWordsNeeded) await addStaffsWords();
  return { templates: words };
};

const { getLocale, setLocale } = configureLocalization({ sourceLocale, targetLocales, loadLocale: loadWords });

/** The language on the page now. */
export const currentLocale = (): Locale => (getLocale() === 'zh-CN' ? 'zh-CN' : 'en');

const preferred = (): Locale => {
  const kept = readPreference('locale');
  if (kept === 'zh-CN' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
};

const show = async (locale: Locale): Promise<void> => {
  // Web Awesome's own words (such as a dialog's close button) follow the page's `lang`.
  if (locale === 'zh-CN') await import('@awesome.me/webawesome/dist/translations/zh-cn.js');
  await setLocale(locale);
  document.documentElement.lang = locale;
};

/** Those of the pages of whoever works here: a patient's phone does without them. */
export const loadStaffsWords = async (): Promise<void> => {
  areStaffsWordsNeeded = true;
  if (currentLocale() === 'zh-CN') await addStaffsWords();
};

/** Before the first page is drawn: the person's language, else the browser's. */
export const startLocale = (): Promise<void> => show(preferred());

export const chooseLocale = async (locale: Locale): Promise<void> => {
  await show(locale);
  writePreference('locale', locale);
};
