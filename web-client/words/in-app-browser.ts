import { msg } from '@lit/localize';
import type { InAppBrowser } from '../in-app-browser.ts';

/** Brands are their own names; where one has a Chinese name, that is a translation. */
export const inAppBrowserName = (app: InAppBrowser): string => {
  switch (app) {
    case 'wechat':
      return msg('WeChat');
    case 'messenger':
      return 'Messenger';
    case 'facebook':
      return 'Facebook';
    case 'instagram':
      return 'Instagram';
    case 'line':
      return 'LINE';
    case 'qq':
      return 'QQ';
  }
};

/** What to touch there to come to the system's own browser. */
export const howToLeave = (app: InAppBrowser): string => {
  switch (app) {
    case 'wechat':
      return msg('Touch “…” at the top right, then “Open in browser”.');
    case 'messenger':
    case 'facebook':
    case 'instagram':
      return msg('Touch “…” at the top or bottom right, then “Open in browser” or “Open in Chrome” or “Safari”.');
    case 'line':
    case 'qq':
      return msg('Touch the menu in the corner, then “Open in other app” or “Open in browser”.');
  }
};
