import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import proxyAddr from 'proxy-addr';
import { ATTEMPT_TIMEOUT_MS } from '../patience.ts';
import { isPublicAddress, plainAddress } from './public-address.ts';

/** Somebody gave us an address that we do not send to. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'EADDRESSFORBIDDEN';

  constructor() {
    super('the address lies in a network that nothing is sent to');
  }
}

export type Answer = { status: number; headers: Readonly<Record<string, string | string[] | undefined>>; body: string };

export type Post = (
  url: URL,
  message: { headers: Readonly<Record<string, string>>; body: Uint8Array },
) => Promise<Answer>;

/** More than any answer that we read a word of. */
const MAX_ANSWER_BYTES = 16 * 1024;

/**
 * POSTs to an address that somebody outside chose. The address that is checked is the one that is connected to, so a name
 * that changes its mind between the two gains nothing; redirections are not followed, and an answer is cut off.
 *
 * `networks` are the clinic's own: only there may a request go to a private address, or without TLS.
 */
export const createPost = (networks: readonly string[]): Post => {
  const isOurs = proxyAddr.compile([...networks]);
  const mayConnect = (url: URL, address: string): boolean =>
    isOurs(plainAddress(address), 0) || (url.protocol === 'https:' && isPublicAddress(address));

  return async (url, { headers, body }) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // A literal address is connected to without being looked up.
    if (isIP(host) !== 0 && !mayConnect(url, host)) throw new ForbiddenAddressError();
    const lookup = guarded((address) => mayConnect(url, address));
    return send(url, { headers, body, lookup });
  };
};

const guarded =
  (mayConnect: (address: string) => boolean): LookupFunction =>
  (hostname, options: LookupOptions, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      const allowed = error === null ? found.filter(({ address }) => mayConnect(address)) : [];
      const [first] = allowed;
      if (error !== null) callback(error, []);
      else if (first === undefined) callback(new ForbiddenAddressError(), []);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };

type Sent = { headers: Readonly<Record<string, string>>; body: Uint8Array; lookup: LookupFunction };

const send = (url: URL, { headers, body, lookup }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': String(body.byteLength) },
      lookup,
      // One request, one connection: a kept one would go on to an address that was allowed once.
      agent: false,
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const answer = (): void =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      response.on('data', (chunk: Buffer) => {
        size += chunk.byteLength;
        if (size > MAX_ANSWER_BYTES) {
          answer();
          response.destroy();
        } else chunks.push(chunk);
      });
      response.once('end', answer);
      response.once('error', reject);
    });
    request.end(body);
  });
