import { Counter, Gauge, Registry } from 'prom-client';
import { mediaRequests } from '#contracts/media.ts';
import type { MediaNode } from './media-node.ts';

/** What `/metrics` of the media node tells: counts, never an id of a room or of a peer. */
export class MediaMetrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: 'kanhu_media_requests_total',
    help: 'Requests of peers by name and outcome',
    labelNames: ['request', 'outcome'],
    registers: [this.registry],
  });
  readonly #refusedJoins = new Counter({
    name: 'kanhu_media_refused_joins_total',
    help: 'Connections refused before they joined, by reason',
    labelNames: ['reason'],
    registers: [this.registry],
  });
  readonly #controlCommands = new Counter({
    name: 'kanhu_media_control_commands_total',
    help: 'Commands of the server by type and outcome',
    labelNames: ['command', 'outcome'],
    registers: [this.registry],
  });
  readonly #droppedEvents = new Counter({
    name: 'kanhu_media_dropped_events_total',
    help: 'Events that the server did not take in time or refused',
    registers: [this.registry],
  });

  /** Any name that is not in the contract is counted as one, so that nobody can fill the registry. */
  countRequest(name: string, outcome: string): void {
    this.#requests.inc({ request: Object.hasOwn(mediaRequests, name) ? name : 'unknown', outcome });
  }

  countRefusedJoin(reason: string): void {
    this.#refusedJoins.inc({ reason });
  }

  countControlCommand(command: string, outcome: string): void {
    this.#controlCommands.inc({ command, outcome });
  }

  countDroppedEvents(count: number): void {
    this.#droppedEvents.inc(count);
  }

  /** Gauges that are read from the node itself whenever someone asks. */
  watch(node: MediaNode, waitingEvents: () => number): void {
    const gauge = (name: string, help: string, read: () => number): void => {
      new Gauge({
        name,
        help,
        registers: [this.registry],
        collect() {
          this.set(read());
        },
      });
    };
    const peers = () => node.rooms.flatMap((room) => room.peers);
    gauge('kanhu_media_rooms', 'Open rooms', () => node.rooms.length);
    gauge('kanhu_media_peers', 'Joined peers', () => peers().length);
    gauge('kanhu_media_producers', 'Streams sent to this node', () =>
      peers().reduce((sum, { publications }) => sum + publications.length, 0),
    );
    gauge('kanhu_media_consumers', 'Streams sent by this node', () =>
      peers().reduce((sum, { consumerCount }) => sum + consumerCount, 0),
    );
    gauge('kanhu_media_workers', 'Running media workers', () => node.workerPids.length);
    gauge('kanhu_media_worker_deaths', 'Media workers that died since the start', () => node.workerDeaths);
    gauge('kanhu_media_draining', '1 while no new rooms are taken', () => Number(node.isDraining));
    gauge('kanhu_media_waiting_events', 'Events that the server has not answered yet', waitingEvents);
  }
}
