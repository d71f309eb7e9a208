import type { ServerConfig } from '../../config.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const HOST = /^(?<name>\[[\da-f:.]+\]|[a-z\d.-]+)(?::\d{1,5})?$/i;

/**
 * Where this browser finds a media node's signalling: where the configuration says, else where the node says. A node
 * that only knows its own loopback address is on this machine, and is reached under the name that the browser used for
 * us: the one name that the page's content policy allows.
 */
export const mediaUrlForBrowser = (
  { mediaUrl }: Pick<ServerConfig, 'mediaUrl'>,
  nodeUrl: string,
  requestedHost: string | undefined,
): string => {
  if (mediaUrl !== null) return mediaUrl.origin;
  const url = new URL(nodeUrl);
  const name = HOST.exec(requestedHost ?? '')?.groups?.name;
  if (name !== undefined && LOOPBACK.test(url.hostname)) url.hostname = name;
  return url.origin;
};
