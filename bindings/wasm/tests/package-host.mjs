// A host for the package, as a web developer would have one: static files and a strict policy.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

import { output } from './support.mjs';

/** Serves the package, the runner of vectors and the tests, and what else is given by path. */
export async function startHost(extra = {}) {
  const folders = { package: join(output, 'package'), vectors: join(output, 'vectors'), tests: import.meta.dirname };
  const server = createServer((request, response) => {
    const path = normalize(decodeURI(new URL(request.url, 'http://host').pathname));
    const [, folder, ...rest] = path.split('/');
    try {
      const body = path === '/' ? PAGE : extra[path] ?? readFileSync(join(folders[folder], ...rest));
      const type = TYPES[extname(path)] ?? 'text/html';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY, 'referrer-policy': 'no-referrer' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const PAGE = '<!doctype html><html lang="en"><title>host</title><link rel="icon" href="data:,">';
/** What the README names, and nothing else. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src *; worker-src 'self'; img-src data:";
const TYPES = {
  '.mjs': 'text/javascript',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
