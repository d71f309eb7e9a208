import type { News } from './outage.ts';
import type { Sight } from './round-trip.ts';

export type Notice = { title: string; text: string };

type Facts = {
  what: News['what'];
  /** When the last breach came back, or the watch began. */
  since: Date;
  sight: Sight & { isDatabaseReached: boolean };
};

/** What can be seen from outside, as words for whoever has to find the cause. */
export const describeSight = ({ isMqttConnected, isTaken, isStreamConnected, isDatabaseReached }: Facts['sight']) =>
  [
    `MQTT ${isMqttConnected ? 'connected' : 'not connected'}`,
    `last breach ${isTaken ? 'taken in' : 'not taken in'}`,
    `event stream ${isStreamConnected ? 'connected' : 'not connected'}`,
    `database ${isDatabaseReached ? 'answers' : 'does not answer'}`,
  ].join(', ');

/** In both languages at once: who runs the service has no account whose language could be asked. */
export const toNotice = ({ what, since, sight }: Facts): Notice => {
  const at = since.toISOString();
  if (what === 'over') {
    return {
      title: 'Kanhu: alerts come through again / 看护：警报已恢复',
      text: `Alerts come through again. None did since ${at}.\n警报已恢复送达。自 ${at} 起曾中断。`,
    };
  }
  const still = what === 'repeated';
  return {
    title: `Kanhu: alerts ${still ? 'still ' : ''}do not come through / 看护：警报${still ? '仍' : ''}无法送达`,
    text: [
      `A marked reading that breaks a rule did not become an alert on any page since ${at}: real alerts may be lost or late.`,
      'Look at the system status page, and call patients at risk until this is over.',
      `自 ${at} 起，测试警报未能送达页面：真实警报可能丢失或延迟。请查看系统状态页，并在恢复前电话联系高风险患者。`,
      `Seen from the watchdog: ${describeSight(sight)}.`,
    ].join('\n'),
  };
};
