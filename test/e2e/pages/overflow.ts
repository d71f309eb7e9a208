import type { Page } from 'puppeteer-core';

export type Overflow = {
  /** Where: element names from the page's root down, through shadow roots. */
  path: string;
  text: string;
  /** `page`: it scrolls sideways. `spill`: words reach out of their box. `clip`: words are cut. `outside`: off the screen. */
  reason: 'page' | 'spill' | 'clip' | 'outside';
  pixels: number;
};

/** Everything on the page, in all shadow roots, that does not fit where it stands. Empty where all is well. */
export const findOverflow = (page: Page): Promise<Overflow[]> =>
  page.evaluate(() => {
    // Half-pixels of layout are rounded up by scrollWidth; a person sees two pixels, not one.
    const SLACK = 2;
    const found: Overflow[] = [];

    const pathOf = (element: Element): string => {
      const names: string[] = [];
      let current: Node | null = element;
      while (current) {
        if (current instanceof Element) {
          const mark = current.id === '' ? current.classList[0] && `.${current.classList[0]}` : `#${current.id}`;
          names.unshift(`${current.localName}${mark ?? ''}`);
        }
        current = current.parentNode instanceof ShadowRoot ? current.parentNode.host : current.parentNode;
      }
      return names.slice(-6).join(' > ');
    };

    const ownText = (element: Element): string =>
      [...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent?.trim() ?? '')
        .join(' ')
        .trim();

    const report = (element: Element, reason: Overflow['reason'], pixels: number): void => {
      const text = (ownText(element) || element.textContent.trim()).slice(0, 60);
      found.push({ path: pathOf(element), text, reason, pixels: Math.round(pixels) });
    };

    const isShown = (element: Element, style: CSSStyleDeclaration): boolean =>
      style.visibility === 'visible' &&
      style.display !== 'none' &&
      element.getClientRects().length > 0 &&
      // Words for screen readers only are one pixel large on purpose.
      (element.clientWidth > 1 || style.display === 'inline' || style.display === 'contents');

    const look = (element: Element, mayScroll: boolean): void => {
      const style = getComputedStyle(element);
      if (element.matches('.visually-hidden, script, style, svg, canvas, .skip:not(:focus)')) return;
      const scrollsX = style.overflowX === 'auto' || style.overflowX === 'scroll';
      if (isShown(element, style)) {
        const spill = element.scrollWidth - element.clientWidth;
        const isBox = style.display !== 'inline' && style.display !== 'contents';
        const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
        if (isBox && !isField && !scrollsX && spill > SLACK) {
          if (style.overflowX === 'visible') report(element, 'spill', spill);
          else if (style.textOverflow !== 'ellipsis' && ownText(element) !== '') report(element, 'clip', spill);
        }
        const cutBelow = element.scrollHeight - element.clientHeight;
        const cutsBelow = style.overflowY === 'hidden' || style.overflowY === 'clip';
        if (isBox && !isField && cutsBelow && cutBelow > SLACK && ownText(element) !== '')
          report(element, 'clip', cutBelow);
        const { right, left, width } = element.getBoundingClientRect();
        if (!mayScroll && width > 0 && ownText(element) !== '') {
          if (right > innerWidth + SLACK) report(element, 'outside', right - innerWidth);
          if (left < -SLACK) report(element, 'outside', -left);
        }
      }
      const children = element.shadowRoot
        ? [...element.shadowRoot.children, ...element.children]
        : [...element.children];
      for (const child of children) look(child, mayScroll || scrollsX);
    };

    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) report(document.documentElement, 'page', scrollWidth - clientWidth);
    look(document.body, false);
    return found;
  });
