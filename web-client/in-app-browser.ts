/** Apps that open links in a browser of their own, which often gets no camera. The first match counts. */
const IN_APP_BROWSERS = [
  ['wechat', /MicroMessenger\/|wxwork\//i],
  ['messenger', /FBAN\/Messenger|FB_IAB\/(?:Orca|MESSENGER)|FBAN\/MSG/i],
  ['facebook', /FBAN\/|FBAV\/|FB_IAB\//],
  ['instagram', /Instagram /],
  ['line', / Line\/\d/],
  ['qq', / QQ\/\d/],
] as const;
export type InAppBrowser = (typeof IN_APP_BROWSERS)[number][0];

/** In which app's own browser this page is; null in a browser of the system. */
export const inAppBrowser = (userAgent = navigator.userAgent): InAppBrowser | null =>
  IN_APP_BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? null;
