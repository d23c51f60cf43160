import { readFileSync } from 'node:fs';

import { initSync } from './sealroll.js';

export { Pool } from './pool.mjs';
export { startPool } from './pool-node.mjs';
export * from './roles.mjs';

// Node reads a file at once, so nobody has to wait.
initSync({ module: readFileSync(new URL('./sealroll_bg.wasm', import.meta.url)) });

/** Everything is loaded already; see index.d.ts. */
export function init() {
  return Promise.resolve();
}
