// Experiments: counted anew when calls are over or read, and drawn anew when one begins, pauses or ends, by people or by itself.
(() => {
  const {none, events, noteEvents, refresh, throttled} = window.autoboxPage;
  const isOfThem = ({type, data}) => /^(call\.ended|call\.erased|analysis\.completed)/.test(type) || (type === "metrics.changed" && data?.what === "experiments");
  const experiments = {
    listen() {
      if (noteEvents(events()).some(isOfThem)) throttled("experiments", 2000, () => refresh("experiments-changed"), "experiments-current");
      return none();
    },
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {experiments});
})();
