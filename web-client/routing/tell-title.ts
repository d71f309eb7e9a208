/** What a page knows to say in the browser's tab, such as a name: the shell around it puts it there. */
export const tellTitle = (page: HTMLElement, title: string): void => {
  page.dispatchEvent(new CustomEvent('kh-title', { detail: title, bubbles: true, composed: true }));
};
