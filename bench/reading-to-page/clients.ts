import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientsCommand, ClientsReport } from './clients-plan.ts';
import { OpenPage } from './open-page.ts';

/** The open pages of a clinic without their browsers: in a process of its own, told what to do over its channel. */
const CONNECT_AT_ONCE = 50;
const LOOK_EVERY_MS = 50;

let pages: OpenPage[] = [];

const say = (report: ClientsReport): void => {
  process.send?.(report);
};

const closeAll = (): void => {
  for (const page of pages) page.close();
  pages = [];
};

const countWaiting = (): number => pages.filter(({ hasCaughtUp }) => !hasCaughtUp).length;

const obey = async (command: ClientsCommand): Promise<void> => {
  switch (command.type) {
    case 'connect': {
      const { url, cookies } = command;
      closeAll();
      for (let start = 0; start < cookies.length; start += CONNECT_AT_ONCE) {
        const group = cookies.slice(start, start + CONNECT_AT_ONCE).map((cookie) => new OpenPage(url, cookie));
        pages.push(...group);
        await Promise.all(group.map(({ opened }) => opened));
      }
      say({ type: 'connected', clients: pages.length });
      return;
    }
    case 'settle': {
      const endsAt = Date.now() + command.timeoutMs;
      while (countWaiting() > 0 && Date.now() < endsAt) await sleep(LOOK_EVERY_MS);
      say({ type: 'settled', waiting: countWaiting() });
      return;
    }
    case 'report':
      say({ type: 'heard', pages: pages.map(({ report }) => report) });
      return;
    case 'quit':
      closeAll();
      process.disconnect();
      process.exit();
  }
};

process.on('message', (command: ClientsCommand) => {
  obey(command).catch((error: unknown) => {
    say({ type: 'failed', reason: error instanceof Error ? error.message : 'unknown' });
  });
});
process.once('disconnect', () => process.exit());
