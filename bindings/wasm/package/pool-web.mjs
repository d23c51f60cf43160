import { SealrollError } from './error.mjs';
import { Pool, connect, hasVectors } from './pool.mjs';

/** Starts a pool of Web Workers; see index.d.ts. */
export async function startPool({ workers, createWorker = newWorker, source = address } = {}) {
  const module = await compile(source(hasVectors())).catch((cause) => {
    throw new SealrollError('not-loaded', "the workers' module could not be loaded", undefined, { cause });
  });
  return Pool.start(workers ?? Math.min(navigator.hardwareConcurrency || 1, MOST), () => {
    const worker = createWorker();
    return connect({
      module,
      send: (message) => worker.postMessage(message),
      listen(answered, failed) {
        worker.onmessage = ({ data }) => answered(data);
        worker.onerror = (event) => failed(new Error(event.message ?? 'the script did not load'));
      },
      stop: () => worker.terminate(),
    });
  });
}

function newWorker() {
  return new Worker(new URL('./pool-worker.mjs', import.meta.url), { type: 'module' });
}

function address(withVectors) {
  return withVectors
    ? new URL('./opener/vectors_bg.wasm', import.meta.url)
    : new URL('./opener/sealroll_bg.wasm', import.meta.url);
}

/** Compiles once; workers are given the compiled module. */
async function compile(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  const answer = given instanceof Response ? given : await fetch(given);
  return WebAssembly.compile(await answer.arrayBuffer());
}

/** More workers than this wait for memory rather than for each other. */
const MOST = 8;
