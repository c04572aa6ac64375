// Going to another page as Dash's own links do it, for links that Dash does not draw and for presses on what is no link.
window.autoboxGo = (address) => {
  history.pushState({}, "", address);
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  window.scrollTo(0, 0);
};
// A link that is pressed with a key opens a tab or a window, as anywhere.
window.autoboxIsPlain = (event) => !(event.metaKey || event.shiftKey || event.altKey || event.ctrlKey);
