import { AppError } from '#contracts/errors.ts';
import { mayAccess } from '../access.ts';
import type { Deps } from '../deps.ts';
import { confirmReceived } from '../services/events/confirm-received.ts';
import { watchChannel } from './channels.ts';
import type { Handlers } from './handle.ts';
import type { LiveCharts } from './live-charts.ts';
import type { RealtimeSocket } from './socket.ts';

/** What a page may ask of its socket. */
export const createHandlers = (deps: Deps, socket: RealtimeSocket, charts: LiveCharts): Handlers => ({
  'patient:watch': async (actor, { patientId }) => {
    if (!(await mayAccess(deps.db, actor, patientId, 'read'))) throw new AppError('not_found', 'no such patient');
    await socket.join(watchChannel(patientId));
    await charts.sendRecent(socket, patientId);
    return { watching: true };
  },
  'patient:unwatch': async (_actor, { patientId }) => {
    await socket.leave(watchChannel(patientId));
    return { watching: false };
  },
  'notification:received': async (actor, { eventIds }) => ({ recorded: await confirmReceived(deps, actor, eventIds) }),
});
