import { readFileSync } from 'node:fs';

import { start } from './guest-border.mjs';

export * from './guest-roles.mjs';

// Node reads a file at once, so nobody has to wait.
const module = new WebAssembly.Module(readFileSync(new URL('./guest_bg.wasm', import.meta.url)));
start(new WebAssembly.Instance(module));

/** Everything is loaded already; see guest.d.ts. */
export function init() {
  return Promise.resolve();
}
