// The static pages served from an origin of their own, with the processor elsewhere.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { after, before, test } from 'node:test';

import { openProfile, startBrowser } from './browser.mjs';
import { now, output, startList, startProcessor } from './support.mjs';

const bundle = join(output, 'bundle');
const pages = join(bundle, 'pages');

let processor;
let browser;
let list;
let printed;

before(async () => {
  processor = await startProcessor();
  const assemble = join(import.meta.dirname, '../assemble.mjs');
  printed = execFileSync(process.execPath, [assemble, join(output, 'bindgen'), bundle, 'test', processor.api], { encoding: 'utf8' });
  [browser, list] = await Promise.all([startBrowser(), startList(processor)]);
});
after(async () => {
  await browser?.close();
  await processor?.stop();
});

/** A web server with the one header that the README asks for; `change` may alter what it sends. */
async function serve(change = (_, body) => body) {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, 'http://host').pathname);
    const file = [path, `${path}.html`].map((name) => join(pages, name)).find((name) => existsSync(name) && extname(name) !== '');
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)], 'referrer-policy': 'no-referrer' });
    response.end(change(path, readFileSync(file)));
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

test('a guest signs in on a page of another origin; the owner reads it', async (t) => {
  const host = await serve();
  t.after(() => host.stop());
  const { page, requests, close } = await openProfile(browser, [host.origin, processor.api]);
  await page.goto(list.owner.invitation(host.origin).toLink());
  await page.getByLabel('Given name').fill('Ada');
  await page.getByLabel('Family name').fill('Yılmaz');
  await page.getByLabel('Phone').fill('+49 30 901820');
  const upload = page.waitForResponse((answer) => answer.request().method() === 'PUT');
  await page.getByRole('button', { name: 'Seal and sign in' }).click();
  assert.equal((await upload).status(), 200);
  assert.ok(requests.some((request) => request.startsWith(`PUT ${processor.api}/v1/lists/`)));
  const { epoch } = list.owner.epochAt(now());
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  await list.owner.sync(list.options);
  list.owner.open(await list.owner.fetch(epoch, list.options));
  assert.deepEqual(list.owner.visits().map(({ familyName }) => familyName), ['Yılmaz']);
  await close();
});

test('the printed hashes are those of the modules, and the pages demand them', () => {
  for (const [name, html] of [['guest', 'c.html'], ['owner', 'owner.html']]) {
    const module = readFileSync(join(pages, 'assets', name, 'sealroll_bg.wasm'));
    const integrity = `sha256-${createHash('sha256').update(module).digest('base64')}`;
    assert.ok(printed.includes(integrity), name);
    assert.ok(readFileSync(join(pages, html), 'utf8').includes(integrity), html);
  }
});

test('a script or a module that the host has altered does not run', async (t) => {
  for (const altered of ['/assets/guest.js', '/assets/guest/sealroll_bg.wasm']) {
    const host = await serve((path, body) => (path === altered ? Buffer.concat([body, Buffer.from([0x0a])]) : body));
    t.after(() => host.stop());
    const context = await browser.newContext({ locale: 'en' });
    const page = await context.newPage();
    const asked = [];
    context.on('request', (request) => void asked.push(request.url()));
    const refused = page.waitForEvent('console', (message) => /integrity/i.test(message.text()));
    await page.goto(list.owner.invitation(host.origin).toLink());
    await refused;
    assert.equal(await page.getByLabel('Given name').count(), 0, altered);
    assert.ok(asked.some((url) => url.includes(altered)), altered);
    await context.close();
  }
});

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
