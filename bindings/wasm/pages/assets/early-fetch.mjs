// Answers that the page has asked for before its program was there; see early.js.

/** The answer that is on its way, once; whatever else is fetched. */
export function earlyFetch(address, options) {
  const { asked } = globalThis.sealroll;
  const answer = asked.get(address);
  asked.delete(address);
  return answer ? answer.catch(() => fetch(address, options)) : fetch(address, options);
}
