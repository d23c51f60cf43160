import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { Pool, connect, hasVectors } from './pool.mjs';

/** Starts a pool of threads; see index.d.ts. */
export async function startPool({ workers = availableParallelism() } = {}) {
  const name = hasVectors() ? 'vectors_bg.wasm' : 'sealroll_bg.wasm';
  const module = await WebAssembly.compile(readFileSync(new URL(`./opener/${name}`, import.meta.url)));
  return Pool.start(workers, () => {
    const worker = new Worker(new URL('./pool-thread.mjs', import.meta.url));
    // A pool that nobody closed does not keep the program running; work under way does.
    worker.unref();
    let open = 0;
    return connect({
      module,
      send(message) {
        open += 1;
        worker.ref();
        worker.postMessage(message);
      },
      listen(answered, failed) {
        worker.on('message', (message) => {
          open -= 1;
          if (open === 0) worker.unref();
          answered(message);
        });
        worker.on('error', failed);
      },
      stop: () => void worker.terminate(),
    });
  });
}
