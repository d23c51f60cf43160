import { SealrollError } from './error.mjs';
import load from './sealroll.js';

export { Pool } from './pool.mjs';
export { startPool } from './pool-web.mjs';
export * from './roles.mjs';

let loading;

/** Loads the compiled module, once; see index.d.ts. */
export function init(source = new URL('./sealroll_bg.wasm', import.meta.url)) {
  loading ??= load({ module_or_path: source }).then(
    () => undefined,
    (cause) => {
      loading = undefined;
      throw new SealrollError('not-loaded', 'the compiled module could not be loaded', undefined, { cause });
    },
  );
  return loading;
}
