import type { Deps, Running } from '../../deps.ts';
import { causeCode } from '../../errors.ts';
import { createPulse } from '../../pulse.ts';
import { createChannels } from '../channels/create.ts';
import { createSender } from './sender.ts';

/** What is due goes out within this; asking an index of what is still to be sent costs next to nothing. */
const POLL_MS = 250;

/** Sends what is queued until it is closed; what is under way then is finished first. */
export const startSender = (deps: Deps): Running => {
  const { config, log } = deps;
  const channels = createChannels(config);
  const sender = createSender(deps, channels);
  const pulse = createPulse(POLL_MS);
  let isClosed = false;

  const run = async (): Promise<void> => {
    if (channels.size === 0) return;
    log.info({ channels: [...channels.keys()] }, 'alerts are sent by these channels');
    while (!isClosed) {
      try {
        if ((await sender.sendDue()) > 0) pulse.wake();
      } catch (error) {
        log.warn({ code: causeCode(error) }, 'what is to be sent cannot be claimed');
      }
      await pulse.wait();
    }
  };
  const running = run();

  return {
    close: async () => {
      isClosed = true;
      pulse.wake();
      await running;
      await sender.close();
    },
  };
};
