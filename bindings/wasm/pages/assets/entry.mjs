// Takes the secret out of the address before anything else happens: it must not stay in the
// history, and no later request can leak it.

const fragment = location.hash.slice(1);
if (location.hash !== '' || location.href.endsWith('#')) {
  history.replaceState(null, '', location.pathname);
}

const { start } = await import('./guest.mjs');
await start(fragment);
