import { io, type Socket } from 'socket.io-client';
import { REALTIME_PATH } from '#contracts/realtime.ts';
import type { ClientsCommand, ClientsReport, Heard } from './clients-plan.ts';

/** The open pages of a clinic without their browsers: in a process of its own, told what to do over its channel. */
const CONNECT_AT_ONCE = 50;

const sockets: Socket[] = [];
const heard: Heard[][] = [];
let lost = 0;

const say = (report: ClientsReport): void => {
  process.send?.(report);
};

const open = (url: string, cookie: string, index: number): Promise<void> => {
  const socket = io(url, {
    path: REALTIME_PATH,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { cookie },
  });
  sockets.push(socket);
  const ofThis: Heard[] = [];
  heard[index] = ofThis;
  socket.on('alert:raised', ({ alert }: { alert: { id: string; patientId: string; ruleId: string } }) => {
    ofThis.push({ alertId: alert.id, patientId: alert.patientId, ruleId: alert.ruleId, at: Date.now() });
  });
  return new Promise((resolve, reject) => {
    socket.once('stream:caught-up', () => {
      socket.on('disconnect', () => (lost += 1));
      resolve();
    });
    socket.once('connect_error', reject);
  });
};

const obey = async (command: ClientsCommand): Promise<void> => {
  switch (command.type) {
    case 'connect': {
      const { url, cookies } = command;
      for (let start = 0; start < cookies.length; start += CONNECT_AT_ONCE) {
        const group = cookies.slice(start, start + CONNECT_AT_ONCE);
        await Promise.all(group.map((cookie, offset) => open(url, cookie, start + offset)));
      }
      say({ type: 'connected', clients: sockets.length });
      return;
    }
    case 'report':
      say({ type: 'heard', heard, lost });
      return;
    case 'quit':
      for (const socket of sockets) socket.disconnect();
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
