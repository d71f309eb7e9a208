import type { LitElement, ReactiveController } from 'lit';

/** On a narrow screen the main links scroll sideways: keeps the one of the page that is shown among those that are seen. */
export class CurrentLinkController implements ReactiveController {
  readonly #host: LitElement;
  #shown = '';

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const link = this.#host.renderRoot.querySelector<HTMLAnchorElement>("nav a[aria-current='page']");
    // Whoever has scrolled the links is not scrolled back before another one is shown, or the language is another.
    const word = link?.textContent ?? '';
    if (word === this.#shown) return;
    this.#shown = word;
    const nav = link?.closest('nav');
    if (!link || !nav) return;
    // The header around the links is drawn after its host: before that they have no places.
    requestAnimationFrame(() => {
      const middle = link.offsetLeft - nav.offsetLeft + link.offsetWidth / 2;
      nav.scrollTo({ left: middle - nav.clientWidth / 2 });
    });
  }
}
