import { SealrollError } from './error.mjs';

/** Workers that open envelopes side by side; see index.d.ts. */
export class Pool {
  #workers;
  #idle = [];
  #waiting = [];
  #isClosed = false;

  /** `startWorker` makes a worker with `ask(keys, envelopes)`, a promise, and `stop()`. */
  static async start(count, startWorker) {
    const starting = Array.from({ length: count }, startWorker);
    const settled = await Promise.allSettled(starting);
    const workers = settled.flatMap(({ value }) => value ?? []);
    const failed = settled.find(({ status }) => status === 'rejected');
    if (!failed) return new Pool(workers);
    for (const worker of workers) worker.stop();
    throw new SealrollError('not-loaded', 'a worker of the pool could not be started', undefined, { cause: failed.reason });
  }

  constructor(workers) {
    this.#workers = workers;
    this.#idle = [...workers];
  }

  get size() {
    return this.#workers.length;
  }

  async open(owner, fetched, { progress, signal } = {}) {
    const keys = owner.epochKeys(fetched.epoch);
    const total = fetched.count;
    const texts = [];
    let done = 0;
    let isStopped = false;
    const check = () => {
      if (isStopped || signal?.aborted) throw new SealrollError('cancelled', 'the opening was stopped');
      if (this.#isClosed) throw new SealrollError('used', 'the pool was closed');
    };
    const openChunk = async (place) => {
      const worker = await this.#take(signal);
      try {
        check();
        texts[place] = await worker.ask(keys, fetched.chunk(place * CHUNK, CHUNK));
      } finally {
        this.#give(worker);
      }
      check();
      done = Math.min(done + CHUNK, total);
      if (progress?.(done, total) === false) isStopped = true;
    };
    check();
    const chunks = Array.from({ length: Math.ceil(total / CHUNK) }, (_, place) => openChunk(place));
    const settled = await Promise.allSettled(chunks);
    const failed = settled.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    check();
    return owner.accept(fetched, texts);
  }

  close() {
    this.#isClosed = true;
    for (const worker of this.#workers) worker.stop();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  [Symbol.dispose]() {
    this.close();
  }

  /** The next worker that has nothing to do. Whoever is stopped while it waits gets none. */
  async #take(signal) {
    while (!this.#isClosed && !signal?.aborted) {
      const worker = this.#idle.pop();
      if (worker) return worker;
      await new Promise((resolve) => {
        this.#waiting.push(resolve);
        signal?.addEventListener('abort', resolve, { once: true });
      });
    }
    return NOBODY;
  }

  #give(worker) {
    if (worker === NOBODY) return;
    this.#idle.push(worker);
    this.#waiting.shift()?.();
  }
}

/** Turns messages to and from a worker into calls. `send` posts, `listen` is told of answers. */
export function connect({ send, listen, stop, module }) {
  const waiting = new Map();
  let next = 0;
  const call = (message) => new Promise((resolve, reject) => {
    const id = next;
    next += 1;
    waiting.set(id, { resolve, reject });
    send({ id, ...message });
  });
  const fail = (cause) => {
    for (const { reject } of waiting.values()) {
      reject(new SealrollError('internal', 'a worker of the pool failed', undefined, { cause }));
    }
    waiting.clear();
  };
  listen(({ id, result, error }) => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (error === undefined) resolve?.(result);
    else reject?.(new SealrollError('internal', `a worker of the pool failed: ${error}`));
  }, fail);
  const worker = {
    ask: (keys, envelopes) => call({ keys, envelopes }),
    stop() {
      stop();
      fail(new Error('the pool was closed'));
    },
  };
  return call({ module }).then(() => worker, (error) => {
    stop();
    throw error;
  });
}

/** Whether the engine has the vectors of WebAssembly. */
export function hasVectors() {
  return WebAssembly.validate(Uint8Array.of(...VECTORS));
}

/** Who is free when the pool is closed. */
const NOBODY = { ask: () => Promise.resolve() };

/** Envelopes that a worker opens at once: a multiple of 64, some hundredths of a second of work. */
const CHUNK = 256;

/** A module with one function, `i8x16.splat(0)`. */
const VECTORS = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
];
