import { createHash, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { INTERNAL_AUDIENCE, PROCESS_TOKEN_LIFETIME_S, TOKEN_ALGORITHM } from '#contracts/media.ts';

const ANSWER_TIMEOUT_MS = 3_000;

export type ServerClientOptions = { serverUrl: string; nodeId: string; privateKey: KeyObject };

/** Posts to the server's `/internal/…`, each time with a new token that is tied to this body. */
export class ServerClient {
  readonly #options: ServerClientOptions;

  constructor(options: ServerClientOptions) {
    this.#options = options;
  }

  /** The status of the answer; throws when there was none. */
  async post(path: string, body: object, signal?: AbortSignal): Promise<number> {
    const { serverUrl } = this.#options;
    const text = JSON.stringify(body);
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const response = await fetch(new URL(path, serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.#tokenFor(text)}` },
      body: text,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    // The connection is free for the next post only when the answer was read.
    await response.arrayBuffer();
    return response.status;
  }

  async #tokenFor(body: string): Promise<string> {
    const { nodeId, privateKey } = this.#options;
    return new SignJWT({ nodeId, bodySha256: createHash('sha256').update(body).digest('base64url') })
      .setProtectedHeader({ alg: TOKEN_ALGORITHM })
      .setAudience(INTERNAL_AUDIENCE)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${PROCESS_TOKEN_LIFETIME_S}s`)
      .sign(privateKey);
  }
}
