import { Opener, initSync } from './opener/sealroll.js';

/** What a worker of the pool answers to a message: first the module, then envelopes. */
export function serve({ id, module, keys, envelopes }) {
  try {
    if (module) {
      initSync({ module });
      return { id };
    }
    const opener = Opener.fromKeys(keys);
    const result = opener.open(envelopes);
    opener.free();
    return { id, result };
  } catch (error) {
    return { id, error: String(error) };
  }
}
