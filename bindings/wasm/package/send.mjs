import { SealrollError } from './error.mjs';
import { refusal } from './sealroll.js';

/** Sends a request to the processor and returns the body of its answer; see index.d.ts. */
export async function send(api, request, { signal, timeout = 30_000 } = {}) {
  const limit = AbortSignal.timeout(timeout);
  let status, headers, body;
  try {
    const answer = await fetch(api + request.path, {
      method: request.method,
      headers: request.headers,
      body: request.method === 'GET' ? undefined : request.body,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...DISCREET,
    });
    ({ status, headers } = answer);
    body = new Uint8Array(await answer.arrayBuffer());
  } catch (cause) {
    if (signal?.aborted) throw new SealrollError('cancelled', 'the request was stopped');
    throw new SealrollError('unreachable', 'the processor cannot be reached', undefined, { cause });
  }
  const refused = refusal(status, body);
  if (refused === undefined) return body;
  const error = new SealrollError(refused.code, refused.message);
  error.status = status;
  error.temporary = refused.temporary;
  const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
  if (Number.isSafeInteger(seconds)) error.retryAfter = seconds;
  throw error;
}

/** Asks the host of a link where the API is; see index.d.ts. */
export async function apiOf(invitation, options) {
  const { hintAddress } = invitation;
  const path = hintAddress.slice(invitation.base.length);
  const request = { method: 'GET', path, headers: {} };
  const body = await send(invitation.base, request, options);
  let api;
  try {
    ({ api } = JSON.parse(new TextDecoder().decode(body)));
  } catch {
    api = undefined;
  }
  if (typeof api !== 'string' || !ADDRESS.test(api)) {
    throw new SealrollError('bad-hint', 'the host of the link does not say where its processor is');
  }
  return api.replace(/\/$/, '');
}

/** No cookies, no referrer, no copies, no detours. */
const DISCREET = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
};

const ADDRESS = /^(https:\/\/[^/?#@\s]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)\/?$/;
