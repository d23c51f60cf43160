// Takes the secret out of the address before anything else happens: it must not stay in the
// history, and no later request can leak it.

import { start } from './guest.mjs';

const fragment = location.hash.slice(1);
if (location.href.includes('#')) history.replaceState(null, '', location.pathname);

await start(fragment);
