// `node assemble.mjs BINDGEN OUTPUT ENVIRONMENT API...`: makes the npm package in OUTPUT/package
// and the static pages in OUTPUT/pages, from the generator's files in BINDGEN and from the
// hand-written ones in `package/` and `pages/`. With an API, the pages can be served from anywhere.

import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { buildSync } from 'esbuild';

import { BARE, FAST, SHORT, optimised } from './optimise.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const [bindgen, output, environment, ...apis] = process.argv.slice(2);
const pages = join(output, 'pages');
const assets = join(pages, 'assets');

function assemblePackage() {
  const target = fresh(join(output, 'package'));
  cpSync(join(here, 'package'), target, { recursive: true });
  cpSync(join(here, 'README.md'), join(target, 'README.md'));
  putModule('owner', target);
  putDoor(join(target, 'guest_bg.wasm'));
  putOpener(join(target, 'opener'));
}

function assemblePages() {
  fresh(pages);
  bundle({ guest: 'roles-guest', mail: 'roles-mail' }, { guest: 'entry.mjs' });
  bundle({ owner: '../package/roles', strength: 'roles-strength' }, { auditor: 'auditor.mjs', owner: 'owner.mjs', 'owner-worker': 'owner-worker.mjs' });
  esbuild({ entryPoints: [join(output, 'package/pool-worker.mjs')], bundle: true, format: 'esm', outfile: join(assets, 'pool-worker.js') });
  cpSync(join(output, 'package/opener'), join(assets, 'opener'), { recursive: true, filter: (path) => !path.endsWith('.js') });
  esbuild({ entryPoints: [join(here, 'pages/assets/door.mjs')], bundle: true, format: 'esm', outfile: join(assets, 'door.js') });
  for (const sheet of ['style.css', 'owner.css', 'door.css']) {
    esbuild({ entryPoints: [join(here, 'pages/assets', sheet)], outfile: join(assets, sheet) });
  }
  fillIn('owner.html');
  fillIn('auditor.html');
  guestPage();
  fillIn('door.html');
  wholePage('authority');
  const files = keepOffline('c', 'worker.mjs');
  keepOffline('door', 'door-worker.mjs');
  if (apis.length > 0) writeFileSync(join(pages, 'c.json'), JSON.stringify({ api: apis[0] }));
  compress();
  console.log(`guest page: ${transferSize(files)} bytes, program ${integrity('guest/sealroll_bg.wasm')}`);
  console.log(`owner page: program ${integrity('owner/sealroll_bg.wasm')}`);
  console.log(`authority page, all in one file: ${hash(readFileSync(join(pages, 'authority.html')), 'hex')}`);
}

/** Makes one script of each entry, with the packages that belong to the page, each with its roles. */
function bundle(packages, entries) {
  const [first] = Object.keys(packages);
  const source = fresh(join(output, 'source', first));
  cpSync(join(here, 'pages/assets'), source, { recursive: true });
  for (const [name, roles] of Object.entries(packages)) {
    const library = fresh(join(source, name));
    cpSync(join(here, 'package'), library, { recursive: true });
    cpSync(join(here, 'pages', `${roles}.mjs`), join(library, 'roles.mjs'));
    putModule(name, library);
    mkdirSync(join(assets, name), { recursive: true });
    cpSync(join(library, 'sealroll_bg.wasm'), join(assets, name, 'sealroll_bg.wasm'));
  }
  for (const [result, entry] of Object.entries(entries)) {
    const options = { bundle: true, format: 'esm', outfile: join(assets, `${result}.js`) };
    esbuild({ entryPoints: [join(source, entry)], ...options });
  }
}

/** The guest's page, with the few lines that run before anything else is there. */
function guestPage() {
  const early = join(output, 'source/early.js');
  esbuild({ entryPoints: [join(here, 'pages/early.js')], format: 'iife', outfile: early });
  const script = readFileSync(early, 'utf8').trim();
  fillIn('c.html', { early: script, policy: policy(`sha256-${hash(script, 'base64')}`), api: apis[0] ?? '' });
}

/**
 * Makes a page that is one file, for a device without a network: script, style and module stand in
 * it, and its policy lets nothing else run and nothing leave.
 */
function wholePage(name) {
  bundle({ [name]: `roles-${name}` }, { [name]: `${name}.mjs` });
  const script = readFileSync(join(assets, `${name}.js`), 'utf8');
  if (/<\/script|<!--/i.test(script)) throw new Error(`${name}.js cannot stand in a page`);
  const style = ['style.css', 'owner.css'].map((sheet) => readFileSync(join(assets, sheet), 'utf8')).join('');
  const module = readFileSync(join(assets, name, 'sealroll_bg.wasm')).toString('base64');
  const sealed = [
    "default-src 'none'",
    `script-src 'sha256-${hash(script, 'base64')}' 'wasm-unsafe-eval'`,
    `style-src 'sha256-${hash(style, 'base64')}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  fillIn(`${name}.html`, { script, style, module, sealed: sealed.join('; ') });
  rmSync(join(assets, `${name}.js`));
  rmSync(join(assets, name), { recursive: true });
}

function esbuild(options) {
  buildSync({ minify: true, target: ['es2022'], charset: 'utf8', legalComments: 'none', logLevel: 'warning', nodePaths: [join(here, 'node_modules')], ...options });
}

/** Makes the worker that lets a page open without a network; returns the page's files. */
function keepOffline(page, worker) {
  const html = readFileSync(join(pages, `${page}.html`), 'utf8');
  const files = [`/${page}`, ...[...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address)];
  const version = `${page} ${hash(html, 'hex').slice(0, 16)}`;
  fillIn('worker.mjs', { version, files: files.map((file) => `'${file}'`).join(', ') }, worker);
  esbuild({ entryPoints: [join(pages, worker)], outfile: join(pages, worker), allowOverwrite: true });
  return files;
}

/** Copies a page with its `{{...}}` filled in. */
function fillIn(name, values = {}, target = name) {
  const known = { policy: policy(), environment, ...values };
  const filled = readFileSync(join(here, 'pages', name), 'utf8').replace(/\{\{([^}]+)\}\}/g, (_, hole) => {
    const [word, path] = hole.split(' ');
    if (word === 'address') return address(path);
    if (word === 'integrity') return integrity(path);
    if (!(word in known)) throw new Error(`${name}: nothing to put for ${hole}`);
    return known[word];
  });
  writeFileSync(join(pages, target), filled);
}

function policy(...hashes) {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes.map((known) => `'${known}'`), "'wasm-unsafe-eval'"].join(' '),
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

/** An address that names its content, so that it can be kept for good. */
function address(path) {
  return `/assets/${path}?${hash(readFileSync(join(assets, path)), 'hex').slice(0, 12)}`;
}

function integrity(path) {
  return `sha256-${hash(readFileSync(join(assets, path)), 'base64')}`;
}

function hash(bytes, form) {
  return createHash('sha256').update(bytes).digest(form);
}

/** The generated script and the optimised module. */
function putModule(name, target) {
  cpSync(join(bindgen, name, 'sealroll.js'), join(target, 'sealroll.js'));
  const module = join(target, 'sealroll_bg.wasm');
  // Dictionaries, of which minutes of optimising would make hardly less.
  if (name === 'strength') cpSync(join(bindgen, name, 'sealroll_bg.wasm'), module);
  else optimise(name, SHORT, module);
}

/** What `sealroll/guest` loads, without a generated script: see `package/guest-border.mjs`. */
function putDoor(target) {
  optimise('door', BARE, target);
  const module = new WebAssembly.Module(readFileSync(target));
  const names = [...WebAssembly.Module.imports(module), ...WebAssembly.Module.exports(module)].map(({ name }) => name).join(' ');
  if (names !== 'memory call room') throw new Error(`the border of the small module is ${names}`);
}

/** What the pool's workers load: one script for the module with vectors and the one without. */
function putOpener(target) {
  const script = (name) => readFileSync(join(bindgen, name, 'sealroll.js'), 'utf8');
  if (script('opener') !== script('opener-vectors')) throw new Error('the modules of the pool need scripts of their own');
  mkdirSync(target);
  writeFileSync(join(target, 'sealroll.js'), script('opener').replace("'./error.mjs'", "'../error.mjs'"));
  optimise('opener', FAST, join(target, 'sealroll_bg.wasm'));
  optimise('opener-vectors', FAST, join(target, 'vectors_bg.wasm'));
}

function optimise(name, how, target) {
  cpSync(optimised(join(bindgen, name, 'sealroll_bg.wasm'), how, join(bindgen, '../optimised')), target);
}

/** Writes the compressed forms beside the files, for servers that send them. */
function compress() {
  for (const name of readdirSync(pages, { recursive: true })) {
    const path = join(pages, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

/** What a browser that takes brotli downloads, without headers. */
function transferSize(files) {
  const names = [...files.map((file) => (file === '/c' ? 'c.html' : file.split('?')[0])), 'worker.mjs'];
  return names.reduce((sum, name) => sum + statSync(join(pages, `${name}.br`)).size, 0);
}

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

assemblePackage();
assemblePages();
