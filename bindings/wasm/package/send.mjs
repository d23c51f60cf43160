import { SealrollError } from './error.mjs';
import { exchange } from './exchange.mjs';
import { refusal } from './sealroll.js';

/** Sends a request and returns the body of a successful answer; see index.d.ts. */
export async function send(api, request, options) {
  const { status, body, retryAfter } = await exchange(api, request, options);
  const refused = refusal(status, body);
  if (refused === undefined) return body;
  const error = new SealrollError(refused.code, refused.message);
  error.status = status;
  error.temporary = refused.temporary;
  if (retryAfter !== undefined) error.retryAfter = retryAfter;
  throw error;
}

/** Asks the host of a link where the API is; see index.d.ts. */
export async function apiOf(invitation, options) {
  const { base, hintAddress } = invitation;
  const { api } = await json(base, hintAddress.slice(base.length), options);
  if (typeof api !== 'string' || !ADDRESS.test(api)) {
    throw new SealrollError('bad-hint', 'the host of the link does not say where its processor is');
  }
  return api.replace(/\/$/, '');
}

/** Asks a processor for its origin, log key and environment; see index.d.ts. */
export async function processorOf(api, options) {
  const { origin, log_key: logKey, environment } = await json(api, '/v1/processor', options);
  return { origin: String(origin), logKey: String(logKey), environment: String(environment) };
}

async function json(base, path, options) {
  const body = await send(base, { method: 'GET', path, headers: {} }, options);
  try {
    return Object(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return {};
  }
}

const ADDRESS = /^(https:\/\/[^/?#@\s]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?)\/?$/;
