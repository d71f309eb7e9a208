import { GuestView } from '#contracts/visit-guest.ts';
import { cookieOf } from './people.ts';

export type GuestAnswer = { status: number; code: string | null; guest: GuestView | null; setCookie: string[] };

/** The browser of somebody without an account: it keeps the cookie of a guest, and nothing else. */
export class GuestBrowser {
  readonly #url: string;
  cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: { cookie: this.cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Opens `/guest#<token>` as the page does. */
  async open(link: string): Promise<GuestAnswer> {
    const response = await this.ask('POST', '/api/guest/open', { token: link.split('#')[1] ?? '' });
    if (response.ok && response.headers.getSetCookie().length > 0) this.cookie = cookieOf(response);
    return answerOf(response);
  }

  async read(): Promise<GuestAnswer> {
    return answerOf(await this.ask('GET', '/api/guest'));
  }

  async leave(): Promise<GuestAnswer> {
    return answerOf(await this.ask('POST', '/api/guest/leave'));
  }

  join(): Promise<Response> {
    return this.ask('POST', '/api/guest/join');
  }
}

const answerOf = async (response: Response): Promise<GuestAnswer> => {
  const body = (await response.json()) as { guest?: unknown; error?: { code: string } };
  return {
    status: response.status,
    code: body.error?.code ?? null,
    guest: body.guest === undefined ? null : GuestView.parse(body.guest),
    setCookie: response.headers.getSetCookie(),
  };
};
