import { msg } from '@lit/localize';
import { Router, type URLPatternRouteConfig } from '@lit-labs/router';
import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import { matchPath } from './path-pattern.ts';

export type Parameters = Record<string, string | undefined>;

export type Page = {
  path: string;
  /** What the tab says; a page that knows more, such as a name, fires `kh-title`. */
  title: () => string;
  load: () => Promise<unknown>;
  render: (parameters: Parameters) => unknown;
};

/** The pages of one shell: loads each when it is first asked for, keeps the tab's title and the focus with it. */
export class PageRoutes implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #router: Router;
  #shownPath: string | null = null;
  #title: (() => string) | null = null;
  #ownTitle: string | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, pages: readonly Page[]) {
    this.#host = host;
    const missing: Page = {
      path: '*',
      title: () => msg('Page not found'),
      load: () => Promise.resolve(),
      render: () =>
        html`<kh-empty
          page
          symbol="question"
          .heading=${msg('There is no such page')}
          .text=${msg('The address may be old or mistyped.')}
          ><a href="/">${msg('To the first page')}</a></kh-empty
        >`,
    };
    this.#router = new Router(
      host,
      [...pages, missing].map((page) => this.#route(page)),
    );
    host.addController(this);
  }

  get title(): string {
    return this.#ownTitle ?? this.#title?.() ?? '';
  }

  get path(): string {
    return location.pathname;
  }

  outlet(): unknown {
    return this.#router.outlet();
  }

  hostConnected(): void {
    this.#host.addEventListener('kh-title', this.#onTitle);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('kh-title', this.#onTitle);
  }

  /** A new page starts at its top, for eyes and for the keyboard; the first one is left as the browser has it. */
  hostUpdated(): void {
    if (this.#shownPath === location.pathname) return;
    const isFirst = this.#shownPath === null;
    this.#shownPath = location.pathname;
    if (isFirst) return;
    scrollTo({ top: 0 });
    this.#host.shadowRoot?.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }

  readonly #onTitle = (event: CustomEvent<string>): void => {
    this.#ownTitle = event.detail;
    this.#host.requestUpdate();
  };

  #route(page: Page): URLPatternRouteConfig {
    let hasFailed = false;
    return {
      // The router calls `test` and `exec` of it and nothing else.
      pattern: matchPath(page.path) as unknown as URLPattern,
      enter: async () => {
        try {
          await page.load();
          hasFailed = false;
        } catch {
          hasFailed = true;
        }
        this.#title = page.title;
        this.#ownTitle = null;
        return true;
      },
      render: (parameters) =>
        hasFailed
          ? html`<kh-failure code="offline" @kh-retry=${() => location.reload()}></kh-failure>`
          : page.render(parameters),
    };
  }
}

declare global {
  interface GlobalEventHandlersEventMap {
    'kh-title': CustomEvent<string>;
  }
}
