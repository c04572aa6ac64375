// Sets properties of a component, if it is on the page. Dash fails on one that is not, and a timer or a late answer may find that its
// page has been left.
window.autoboxSet = (id, props) => {
  const api = window.dash_component_api;
  let found;
  try { found = api.getLayout(id); } catch { return; }
  if (found?.props?.id !== undefined && api.stringifyId(found.props.id) === api.stringifyId(id)) window.dash_clientside.set_props(id, props);
};
