// When the session has expired (a 401 of our server), leads to the sign-in and from there back to the page.
(() => {
  const originalFetch = window.fetch;
  window.fetch = async (...request) => {
    const answer = await originalFetch.apply(window, request);
    const isOurs = new URL(answer.url || location.href, location.href).origin === location.origin;
    if (answer.status === 401 && isOurs && location.pathname !== "/login") {
      location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
    }
    return answer;
  };
})();
