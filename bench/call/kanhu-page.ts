import type { JoinGrant } from '#contracts/consultation.ts';
import { MediaSession } from '#web-client/media/session.ts';
import { installCall } from './page.ts';

installCall({
  join: async (grant, camera, microphone, onTrack) => {
    const session = await MediaSession.join(grant as JoinGrant, { camera, microphone });
    session.on('track:added', ({ track }) => onTrack(track));
  },
});
