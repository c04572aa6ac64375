// Removes the error notice (`tell_fault` in `dashboard_app/app.py`) when every failed callback has succeeded since, when the user leaves
// the page, or when they close it.
(() => {
  const failed = new Set(); // by output
  const dismiss = () => {
    failed.clear();
    window.autoboxSet("shell-notice", {children: null});
  };

  document.addEventListener("callback:answered", ({detail: {output, hasFailed}}) => {
    if (hasFailed) failed.add(output);
    else if (failed.delete(output) && !failed.size) dismiss();
  });
  for (const name of ["popstate", "_dashprivate_pushstate"]) addEventListener(name, () => { if (failed.size) dismiss(); });
  document.addEventListener("click", ({target}) => { if (target.closest?.("[data-closes=notice]")) dismiss(); });
})();
