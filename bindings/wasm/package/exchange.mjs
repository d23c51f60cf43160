import { SealrollError } from './error.mjs';

/** Sends a request and returns status and body, whatever they are; see index.d.ts. */
export async function exchange(api, request, { signal, timeout = 30_000, fetch = globalThis.fetch } = {}) {
  const limit = AbortSignal.timeout(timeout);
  try {
    const answer = await fetch(api + request.path, {
      method: request.method,
      headers: request.headers,
      body: request.method === 'GET' ? undefined : request.body,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...DISCREET,
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    const seconds = Number.parseInt(answer.headers.get('retry-after') ?? '', 10);
    return { status: answer.status, body, retryAfter: Number.isNaN(seconds) ? undefined : seconds };
  } catch (cause) {
    if (signal?.aborted) throw new SealrollError('cancelled', 'the request was stopped');
    throw new SealrollError('unreachable', 'the processor cannot be reached', undefined, { cause });
  }
}

/** No cookies, no referrer, no copies, no detours. */
const DISCREET = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
};
