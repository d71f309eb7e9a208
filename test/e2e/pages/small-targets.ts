import type { Page } from 'puppeteer-core';

export type SmallTarget = { path: string; text: string; width: number; height: number };

/**
 * Everything on the page that can be pressed and is hard to hit: less than 44 px wide or tall, where a press still reaches
 * it. A link within a sentence is as tall as its line, as WCAG 2.2 (2.5.8) allows.
 */
export const findSmallTargets = (page: Page): Promise<SmallTarget[]> =>
  page.evaluate(() => {
    const LEAST = 44;
    // Half-pixels of layout, and the border of a field, which is its wrapper's.
    const SLACK = 2;
    const found: SmallTarget[] = [];

    const hostOf = (node: Node): Node | null =>
      (node instanceof Element ? node.assignedSlot : null) ??
      node.parentNode ??
      (node instanceof ShadowRoot ? node.host : null);
    const holds = (outer: Element, inner: Element | null): boolean => {
      for (let node: Node | null = inner; node !== null; node = hostOf(node)) if (node === outer) return true;
      return false;
    };
    const pathOf = (element: Element): string => {
      const names: string[] = [];
      for (let node: Node | null = element; node !== null; node = hostOf(node))
        if (node instanceof Element) names.unshift(`${node.localName}${node.id === '' ? '' : `#${node.id}`}`);
      return names.slice(-5).join(' > ');
    };
    /** What a press at this point reaches, through all shadow roots. */
    const pressedAt = (x: number, y: number): Element | null => {
      let hit = document.elementFromPoint(x, y);
      while (hit?.shadowRoot) {
        const inner = hit.shadowRoot.elementFromPoint(x, y);
        if (inner === null || inner === hit) break;
        hit = inner;
      }
      return hit;
    };
    /** Words that are slotted into a component are its own child, and what they lie on is inside it. */
    const isReached = (target: Element, hit: Element | null): boolean =>
      holds(target, hit) || (hit !== null && hit.localName.startsWith('wa-') && holds(hit, target));
    const isWithinSentence = (element: Element): boolean =>
      element.localName === 'a' &&
      getComputedStyle(element).display === 'inline' &&
      [...(element.parentElement?.childNodes ?? [])].some(
        (node) => node !== element && !(node instanceof Comment) && (node.textContent ?? '').trim() !== '',
      );

    /** How far a press reaches the target from its middle, to both sides. */
    const reach = (target: Element, x: number, y: number, dx: number, dy: number): number => {
      let length = 1;
      for (const sign of [-1, 1])
        for (let step = 1; step <= LEAST; step += 1) {
          if (!isReached(target, pressedAt(x + sign * step * dx, y + sign * step * dy))) break;
          length += 1;
        }
      return length;
    };

    const look = (element: Element): void => {
      if (element.matches('a[href], button, input, select, textarea, summary') && !isWithinSentence(element)) {
        const target = element.closest('label') ?? element;
        target.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = target.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        const isThere = width > 1 && height > 1 && isReached(target, pressedAt(x, y));
        if (isThere) {
          const [across, down] = [reach(target, x, y, 1, 0), reach(target, x, y, 0, 1)];
          if (across < LEAST - SLACK || down < LEAST - SLACK)
            found.push({
              path: pathOf(element),
              text: target.textContent.trim().slice(0, 40),
              width: across,
              height: down,
            });
        }
      }
      for (const child of [...(element.shadowRoot?.children ?? []), ...element.children]) look(child);
    };
    look(document.body);
    scrollTo({ top: 0 });
    return found;
  });
