// Alerts: refreshes the page, and the number beside its entry in the navigation.
(() => {
  const {none, byTimer, idle, events, set, throttled, nextTick} = window.autoboxPage;

  const isOfAlerts = ({type, data}) => type.startsWith("alert.") || type === "live.joined" || (type === "metrics.changed" && data?.what === "alerts");
  const alerts = {
    listen() {
      if (idle()) return none();
      if (byTimer() || events().some(isOfAlerts)) throttled("alerts", 300, () => set("alerts-changed", {data: nextTick()}));
      return none();
    },
    // How many are open stands in the navigation of every page.
    count() {
      if (events().some((event) => event.type !== "live.joined" && isOfAlerts(event))) throttled("alert-count", 300, () => set("shell-alerts-told", {data: nextTick()}));
      return none();
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {alerts});
})();
