// The notice that something did not work (`tell_fault` in `dashboard_app/app.py`) goes when all that failed has worked since, when its
// page is left, or when somebody closes it.
(() => {
  const failed = new Set(); // by output
  const goAway = () => {
    failed.clear();
    window.autoboxSet("shell-notice", {children: null});
  };

  document.addEventListener("callback:answered", ({detail: {output, hasFailed}}) => {
    if (hasFailed) failed.add(output);
    else if (failed.delete(output) && !failed.size) goAway();
  });
  for (const left of ["popstate", "_dashprivate_pushstate"]) addEventListener(left, () => { if (failed.size) goAway(); });
  document.addEventListener("click", ({target}) => { if (target.closest?.("[data-closes=notice]")) goAway(); });
})();
