import type { ControlCommand } from '#contracts/media.ts';
import type { MediaNode } from '../media-node.ts';

/** Does what the server asks. Each command may come again: the second time changes nothing. */
export const execute = async (node: MediaNode, command: ControlCommand): Promise<void> => {
  switch (command.type) {
    case 'room:open':
      await node.openRoom(command.roomId, command.epoch);
      return;
    case 'check:open':
      await node.openCheck(command.roomId, command.peerId);
      return;
    case 'room:close':
      await node.closeRoom(command.roomId, command.reason);
      return;
    case 'peer:evict':
      node.evict(command.roomId, command.peerId);
      return;
    case 'peer:grant':
      node.grant(command.roomId, command.peerId, command.grants);
      return;
    case 'lease:renew':
      node.renewLeases(command.roomIds);
      return;
    case 'node:drain':
      node.drain();
      return;
  }
};
