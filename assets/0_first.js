// Whoever's session is over is led to the sign-in, and from there back to the page: every answer of ours that says 401 does it.
(() => {
  const plain = window.fetch;
  window.fetch = async (...request) => {
    const answer = await plain.apply(window, request);
    const isOurs = new URL(answer.url || location.href, location.href).origin === location.origin;
    if (answer.status === 401 && isOurs && location.pathname !== "/login") {
      location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
    }
    return answer;
  };
})();
