import { describe, expect, it } from 'vitest';
import { inAppBrowser } from '#web-client/in-app-browser.ts';

const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)';
const ANDROID = 'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0';

describe('the browser inside an app', () => {
  it.each([
    [`${IPHONE} Mobile/15E148 MicroMessenger/8.0.49(0x18003133) NetType/WIFI Language/zh_CN`, 'wechat'],
    [
      `${ANDROID} Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160 MMWEBSDK/2024 MicroMessenger/8.0.50 WeChat/arm64`,
      'wechat',
    ],
    [`${IPHONE} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/460.0.0;FBBV/1;FBDV/iPhone14,2]`, 'messenger'],
    [`${ANDROID} Chrome/125.0.0.0 Mobile Safari/537.36 [FB_IAB/Orca-Android;FBAV/458.0.0.54.108;]`, 'messenger'],
    [`${ANDROID} Chrome/125.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/465.0.0.0;]`, 'facebook'],
    [`${IPHONE} Mobile/15E148 Instagram 334.0.4.32.98 (iPhone14,2; iOS 17_5)`, 'instagram'],
    [`${ANDROID} Chrome/125.0.0.0 Mobile Safari/537.36 Line/14.8.0`, 'line'],
    [`${IPHONE} Mobile/15E148 QQ/9.0.70.610 V1_IPH_SQ_9.0.70_1_APP_A`, 'qq'],
  ])('%s', (userAgent, app) => {
    expect(inAppBrowser(userAgent)).toBe(app);
  });

  it.each([
    `${IPHONE} Version/17.5 Mobile/15E148 Safari/604.1`,
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0',
    // QQ's own browser is a browser, and no app's.
    'Mozilla/5.0 (Linux; U; Android 13) AppleWebKit/537.36 Chrome/109.0 MQQBrowser/14.6 Mobile Safari/537.36',
  ])('is not %s', (userAgent) => {
    expect(inAppBrowser(userAgent)).toBeNull();
  });
});
