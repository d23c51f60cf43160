// The page's side of the worker that holds the keys.

export class Office {
  #worker;
  #waiting = new Map();
  #next = 0;

  constructor(address) {
    const rules = { createScriptURL: (url) => (url === address ? url : '') };
    const policy = globalThis.trustedTypes?.createPolicy('sealroll', rules) ?? rules;
    this.#worker = new Worker(policy.createScriptURL(address), { type: 'module' });
    this.#worker.addEventListener('message', ({ data }) => this.#receive(data));
    this.#worker.addEventListener('error', (event) => this.#fail(event));
  }

  /** Has the worker do something; errors have the codes of the package. */
  ask(method, argument = {}, progress = () => {}) {
    this.#next += 1;
    const id = this.#next;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress });
      this.#worker.postMessage({ id, method, argument });
    });
  }

  #receive({ id, result, error, progress }) {
    const task = this.#waiting.get(id);
    if (progress) return task.progress(progress);
    this.#waiting.delete(id);
    if (error) task.reject(Object.assign(new Error(error.message), error));
    else task.resolve(result);
  }

  #fail(event) {
    event.preventDefault();
    for (const { reject } of this.#waiting.values()) reject(Object.assign(new Error('worker'), { code: 'not-loaded' }));
    this.#waiting.clear();
  }
}
