import { SealrollError } from './error.mjs';
import { start } from './guest-border.mjs';

export * from './guest-roles.mjs';

let loading;

/** Loads the compiled module, once; see guest.d.ts. */
export function init(source = new URL('./guest_bg.wasm', import.meta.url)) {
  loading ??= load(source).catch((cause) => {
    loading = undefined;
    throw new SealrollError('not-loaded', 'the compiled module could not be loaded', undefined, { cause });
  });
  return loading;
}

async function load(source) {
  const isAddress = typeof source === 'string' || source instanceof URL;
  const module = await (isAddress ? fetch(source) : source);
  const bytes = module instanceof Response ? await module.arrayBuffer() : module;
  const made = await WebAssembly.instantiate(bytes);
  // Of a compiled module the engine makes the instance alone.
  start(made.instance ?? made);
}
