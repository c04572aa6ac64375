// Navigates as Dash's own links do, for links that Dash does not render and for clicks on other elements.
window.autoboxGo = (address) => {
  history.pushState({}, "", address);
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  window.scrollTo(0, 0);
};
// With a modifier key, a link opens a tab or a window, as everywhere.
window.autoboxIsPlain = (event) => !(event.metaKey || event.shiftKey || event.altKey || event.ctrlKey);
