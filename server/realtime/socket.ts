import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { RealtimeClientToServer, RealtimeServerToClient } from '#contracts/realtime.ts';
import type { SignedIn } from '../access.ts';

export type SocketData = { actor: SignedIn; headers: Headers };

export type RealtimeServer = Server<RealtimeClientToServer, RealtimeServerToClient, DefaultEventsMap, SocketData>;
export type RealtimeSocket = Socket<RealtimeClientToServer, RealtimeServerToClient, DefaultEventsMap, SocketData>;
