// `node assemble.mjs BINDGEN OUTPUT ENVIRONMENT API...`: makes the npm package in OUTPUT/package
// and the static pages in OUTPUT/pages, from the generator's files in BINDGEN and from the
// hand-written ones in `package/` and `pages/`.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const [bindgen, output, environment, ...apis] = process.argv.slice(2);

assemblePackage();
assemblePages();

function assemblePackage() {
  const target = fresh(join(output, 'package'));
  cpSync(join(here, 'package'), target, { recursive: true });
  cpSync(join(here, 'README.md'), join(target, 'README.md'));
  module('owner', target);
}

function assemblePages() {
  const target = fresh(join(output, 'pages'));
  cpSync(join(here, 'pages/assets'), join(target, 'assets'), { recursive: true });
  const guest = fresh(join(target, 'assets/guest'));
  for (const file of ['error.mjs', 'send.mjs', 'index.mjs']) {
    cpSync(join(here, 'package', file), join(guest, file));
  }
  cpSync(join(here, 'pages/roles-guest.mjs'), join(guest, 'roles.mjs'));
  module('guest', guest);
  const owner = fresh(join(target, 'assets/owner'));
  for (const file of ['error.mjs', 'send.mjs', 'index.mjs', 'roles.mjs', 'sealroll.js', 'sealroll_bg.wasm']) {
    cpSync(join(output, 'package', file), join(owner, file));
  }

  fillIn(target, 'owner.html');
  fillIn(target, 'c.html');
  const html = readFileSync(join(target, 'c.html'), 'utf8');
  const files = [...new Set([...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path))];
  files.push('/c', '/assets/guest/sealroll_bg.wasm');
  const contents = files.map((path) => integrity(target, path === '/c' ? 'c.html' : path.slice(1)));
  const version = createHash('sha256').update(contents.join()).digest('hex').slice(0, 16);
  fillIn(target, 'worker.mjs', { version, files: files.map((path) => `'${path}'`).join(', ') });

  compress(target);
  console.log(`guest page: ${transferSize(target, files)} bytes, program ${moduleIntegrity(target, 'guest')}`);
}

/** Copies a page with its `{{...}}` filled in. */
function fillIn(target, name, values = {}) {
  const known = { policy: policy(), environment, ...values };
  const filled = readFileSync(join(here, 'pages', name), 'utf8').replace(/\{\{([^}]+)\}\}/g, (_, hole) => {
    const [word, ...paths] = hole.split(' ');
    if (word === 'integrity') return integrity(target, paths[0]);
    if (word === 'preload') return paths.map((path) => preload(target, path)).join('\n');
    if (word.endsWith('-module')) return moduleIntegrity(target, word.slice(0, -'-module'.length));
    if (!(word in known)) throw new Error(`${name}: nothing to put for ${hole}`);
    return known[word];
  });
  writeFileSync(join(target, name), filled);
}

function policy() {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...apis].join(' '),
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types sealroll',
  ].join('; ');
}

function preload(target, path) {
  return `<link rel="modulepreload" href="/${path}" integrity="${integrity(target, path)}">`;
}

function integrity(target, path) {
  const hash = createHash('sha256').update(readFileSync(join(target, path)));
  return `sha256-${hash.digest('base64')}`;
}

function moduleIntegrity(target, name) {
  return integrity(target, `assets/${name}/sealroll_bg.wasm`);
}

/** The generated script and the optimised module. */
function module(name, target) {
  cpSync(join(bindgen, name, 'sealroll.js'), join(target, 'sealroll.js'));
  const optimiser = join(here, 'node_modules', 'binaryen', 'bin', 'wasm-opt');
  const result = join(target, 'sealroll_bg.wasm');
  const options = ['-Oz', '--strip-debug', '--strip-producers', '-o', result];
  const input = join(bindgen, name, 'sealroll_bg.wasm');
  execFileSync(process.execPath, [optimiser, input, ...options], { stdio: 'inherit' });
  console.log(`${name}: module of ${statSync(result).size} bytes`);
}

/** Writes the compressed forms beside the files, for servers that send them. */
function compress(target) {
  for (const name of readdirSync(target, { recursive: true })) {
    const path = join(target, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** What a browser that takes brotli downloads, without headers. */
function transferSize(target, files) {
  const size = (path) => statSync(join(target, `${path === '/c' ? 'c.html' : path.slice(1)}.br`)).size;
  return files.reduce((sum, path) => sum + size(path), 0);
}

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
