/** What every function of this package throws; see index.d.ts. */
export class SealrollError extends Error {
  constructor(code, message, field, options) {
    super(`${message} (${code})`, options);
    this.name = 'SealrollError';
    this.code = code;
    if (field !== undefined) this.field = field;
  }
}

/** Stands where the compiled module will be, and says what is missing. */
export const absent = /* @__PURE__ */ new Proxy(/* @__PURE__ */ Object.freeze({}), {
  get() {
    throw new SealrollError('not-initialized', 'wait for `await init()` of sealroll first');
  },
});
