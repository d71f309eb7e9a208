import type { JoinGrant } from '#contracts/consultation.ts';
import { AppError } from '#contracts/errors.ts';
import { CHECK_EPOCH } from '#contracts/media.ts';
import { newId } from '#database/ids.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { countUse, RateLimitError } from '../../rate-limit.ts';
import { inTransaction } from '../../transaction.ts';
import { mediaUrlForBrowser } from '../media/browser-url.ts';
import { chooseNode } from '../media/choose-node.ts';
import { iceServers } from '../media/ice-servers.ts';
import { postControl } from '../media/post-control.ts';
import { signJoinToken } from '../media/tokens.ts';

/** A check takes up to three, one for each way; somebody who tries five times in ten minutes is still let in. */
const LIMIT = { max: 15, windowMs: 10 * 60_000 };

/**
 * Opens a room on a media node in which this person meets nobody but themselves, and lets them in. It belongs to no visit,
 * stands in no table, and ends by itself.
 */
export const openCallCheck = async (deps: Deps, actor: SignedIn, requestedHost?: string): Promise<JoinGrant> => {
  requireRole(actor, 'patient', 'clinician');
  const waitS = await countUse(deps.db, { key: `call-check:${actor.userId}`, ...LIMIT });
  if (waitS !== null) throw new RateLimitError(waitS, 'too many checks; try again later');
  const node = await inTransaction(deps, (tx) => chooseNode(tx));
  if (node === null) throw new AppError('unavailable', 'no media node is up: try again in a moment');
  const [roomId, peerId] = [newId(), newId()];
  if ((await postControl(deps.config, node, { type: 'check:open', roomId, peerId })) !== 'done')
    throw new AppError('unavailable', 'the media node takes no check just now: try again in a moment');
  const token = await signJoinToken(deps.config, {
    nodeId: node.id,
    roomId,
    epoch: CHECK_EPOCH,
    peerId,
    // Nobody else is there to be shown a name.
    displayName: '',
    grants: {
      role: actor.role === 'patient' ? 'patient' : 'clinician',
      mayPublish: true,
      mayAdmit: false,
      mayBeRecorded: false,
    },
  });
  const mediaUrl = mediaUrlForBrowser(deps.config, node.mediaUrl, requestedHost);
  return { roomId, peerId, mediaUrl, token, iceServers: iceServers(deps.config, peerId, deps.now()) };
};
