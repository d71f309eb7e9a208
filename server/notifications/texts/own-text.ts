import type { Locale } from '#contracts/user.ts';
import type { Text } from './alert-text.ts';

/** The message with the code that proves that an address is somebody's own. */
export const codeText = (locale: Locale, code: string): Text =>
  locale === 'zh-CN'
    ? {
        title: `看护验证码 ${code}`,
        text: `${code} 是您的看护验证码，10 分钟内有效。请勿告诉他人。如非本人操作，请忽略。`,
      }
    : {
        title: `Your Kanhu code: ${code}`,
        text: `${code} is your code for Kanhu, for 10 minutes. Tell it to nobody. If you did not ask for it, ignore this.`,
      };

/** What somebody sends to themselves to see that it arrives. */
export const testText = (locale: Locale): Text =>
  locale === 'zh-CN'
    ? { title: '看护测试消息', text: '警报会这样送到您这里。这只是一次测试，无需处理。' }
    : {
        title: 'Test message from Kanhu',
        text: 'Alerts reach you like this. It is only a test: there is nothing to do.',
      };
