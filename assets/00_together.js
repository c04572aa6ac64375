// Dash tells every component of every change of its state, one by one, and each looks whether it is concerned: a page of two thousand
// components that gets twenty answers computes for seconds. Changes that come without a person's doing are told together, once they
// have all been made. What somebody types or presses is told at once, for a field shows what its component says.
(() => {
  const MADE_BY_PEOPLE = /^(input|beforeinput|change|click|dblclick|submit|key|pointer|mouse|touch|focus|blur|composition|paste|cut|drop)/;
  const isByPerson = () => window.event?.isTrusted && MADE_BY_PEOPLE.test(window.event.type);
  const channel = new MessageChannel();
  const waiting = new Set();
  channel.port1.onmessage = () => {
    const due = [...waiting];
    waiting.clear();
    due.forEach((tell) => tell());
  };

  const together = (tell) => () => {
    if (isByPerson()) {
      waiting.delete(tell);
      tell();
      return;
    }
    if (!waiting.size) channel.port2.postMessage(null);
    waiting.add(tell);
  };

  // The renderer puts its store here once its own observers follow it, and before the components do.
  const stores = [];
  stores.push = (store) => {
    const subscribe = store.subscribe;
    store.subscribe = (tell) => {
      const leave = subscribe(together(tell));
      return () => { waiting.delete(tell); leave(); };
    };
    return Array.prototype.push.call(stores, store);
  };
  window.dash_stores = stores;
})();
