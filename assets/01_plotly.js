// Dash loads Plotly's full bundle (4.8 MB) from an address that it assigns here; the pages need the cartesian one (1.5 MB).
// The file's version must be the one that the Python package carries: a test compares them.
Object.defineProperty(window, "_dashPlotlyJSURL", {
  get: () => "/assets/vendor/plotly-cartesian-4.1.1.min.js",
  set: () => {},
});
