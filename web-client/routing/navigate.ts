/** Goes to a page of ours, as a click on its link would. */
export const navigate = (path: string): void => {
  if (path === location.pathname) return;
  history.pushState({}, '', path);
  dispatchEvent(new PopStateEvent('popstate', { state: {} }));
};
