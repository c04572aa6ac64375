// Batches state updates (decision 21). Dash notifies every component of every change of its store, and each checks whether it is
// affected: a page of two thousand components that gets twenty answers computes for seconds. Changes that no person caused are
// announced together, in the browser's next task. What somebody types or clicks is announced at once, because a field shows what its
// component says.
(() => {
  const USER_EVENTS = /^(input|beforeinput|change|click|dblclick|submit|key|pointer|mouse|touch|focus|blur|composition|paste|cut|drop)/;
  const isByUser = () => window.event?.isTrusted && USER_EVENTS.test(window.event.type);
  const channel = new MessageChannel();
  const pending = new Set(); // subscribers
  channel.port1.onmessage = () => {
    const due = [...pending];
    pending.clear();
    due.forEach((notify) => notify());
  };

  const batched = (notify) => () => {
    if (isByUser()) {
      pending.delete(notify);
      notify();
      return;
    }
    if (!pending.size) channel.port2.postMessage(null);
    pending.add(notify);
  };

  // The renderer pushes its store here after its own observers have subscribed, and before the components do.
  const stores = [];
  stores.push = (store) => {
    const subscribe = store.subscribe;
    store.subscribe = (notify) => {
      const unsubscribe = subscribe(batched(notify));
      return () => { pending.delete(notify); unsubscribe(); };
    };
    return Array.prototype.push.call(stores, store);
  };
  window.dash_stores = stores;
})();
