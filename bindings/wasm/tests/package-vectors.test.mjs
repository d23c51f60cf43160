// The normative vectors in Node and in Chromium: all through the libraries as they are compiled for
// JavaScript, and through the package's own interface those that it can express.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { openProfile, startBrowser } from './browser.mjs';
import { runThroughPackage, runWhole } from './package-contract.mjs';
import { startHost } from './package-host.mjs';
import { output, sealroll } from './support.mjs';

const files = readFolder(join(import.meta.dirname, '../../../spec/vectors'));
const runner = join(output, 'vectors');

let whole;
let host;
let browser;
let profile;

before(async () => {
  whole = await import(pathToFileURL(join(runner, 'sealroll.js')));
  whole.initSync({ module: readFileSync(join(runner, 'sealroll_bg.wasm')) });
  host = await startHost({ '/files.json': JSON.stringify(files) });
  browser = await startBrowser();
  profile = await openProfile(browser, [host.origin]);
  await profile.page.goto(`${host.origin}/`);
});
after(async () => {
  try {
    await profile?.close();
  } finally {
    await browser?.close();
    await host?.stop();
  }
});

test('the folder is walked', () => {
  assert.ok(files.length > 700, `${files.length} files`);
});

test('every vector holds in Node', () => {
  const { count, failures, idle } = runWhole(whole, files);
  assert.deepEqual(failures, []);
  assert.deepEqual(idle, [], 'kinds without a vector');
  assert.equal(count, files.length);
});

test('every vector holds in Chromium', async () => {
  const { count, failures, idle } = await profile.page.evaluate(async () => {
    const [runner, contract, files] = await Promise.all([
      import('/vectors/sealroll.js'),
      import('/tests/package-contract.mjs'),
      fetch('/files.json').then((answer) => answer.json()),
    ]);
    await runner.default({ module_or_path: '/vectors/sealroll_bg.wasm' });
    return contract.runWhole(runner, files);
  });
  assert.deepEqual(failures, []);
  assert.deepEqual(idle, []);
  assert.equal(count, files.length);
});

test('an unknown kind, an altered outcome and a broken file fail', () => {
  const [name, text] = files.find(([, text]) => text.includes('"verify-welcome"') && text.includes('"expect": "ok"'));
  const faults = [
    text.replace('verify-welcome', 'verify-nothing'),
    text.replace('"expect": "ok"', '"expect": "expired"'),
    text.replace(/"words": "\w/, '"words": "0'),
    text.slice(1),
  ];
  for (const fault of faults) {
    assert.notEqual(fault, text);
    assert.equal(typeof whole.check(name, fault), 'string');
  }
  assert.equal(whole.check(name, text), undefined);
});

test('the package gives the same outcomes in Node', () => checkPackage(runThroughPackage(sealroll, files)));

test('the package gives the same outcomes in Chromium', async () => {
  const results = await profile.page.evaluate(async () => {
    const [sealroll, contract, files] = await Promise.all([
      import('/package/index.mjs'),
      import('/tests/package-contract.mjs'),
      fetch('/files.json').then((answer) => answer.json()),
    ]);
    await sealroll.init();
    return contract.runThroughPackage(sealroll, files);
  });
  checkPackage(results);
});

/** Every case of these kinds, but the four key files whose content the package does not show. */
function checkPackage({ counts, failures }) {
  assert.deepEqual(failures, []);
  const wanted = Object.fromEntries(Object.keys(counts).map((kind) => [kind, count(kind)]));
  wanted['key-file'] -= 4;
  assert.deepEqual(counts, wanted);
  assert.ok(Object.values(counts).every((count) => count > 0));
}

function count(kind) {
  return files.filter(([, text]) => JSON.parse(text).kind === kind).length;
}

function readFolder(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}
