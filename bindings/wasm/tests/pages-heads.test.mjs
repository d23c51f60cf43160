// At its next start the guest's page asks whether its log is the one that everybody sees.

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { inspect, openProfile, startBrowser } from './browser.mjs';
import { backUp, fill, now, output, sealroll, startList, startProcessor } from './support.mjs';

let browser;

before(async () => {
  browser = await startBrowser();
});
after(() => browser?.close());

const pages = join(output, 'pages');

async function signIn(page, link) {
  await page.goto(link);
  await page.getByLabel('Given name').fill('Zoë');
  await page.getByLabel('Family name').fill('Öztürk');
  await page.getByLabel('Phone').fill('+49 151 2345678');
  const [upload] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'PUT'),
    page.getByRole('button', { name: 'Seal and sign in' }).click(),
  ]);
  await page.getByRole('heading', { name: 'Signed in' }).waitFor();
  const headers = { 'content-type': 'application/octet-stream', authorization: upload.headers().authorization };
  return { path: new URL(upload.url()).pathname, headers, body: upload.postDataBuffer() };
}

async function restart(page) {
  await page.reload();
  await page.getByRole('button', { name: 'My visits' }).click();
  await page.getByRole('heading', { name: 'My visits' }).waitFor();
}

test('once the owner has cosigned, the visit says so; answers that prove nothing are named', async (t) => {
  const processor = await startProcessor({ pages });
  t.after(() => processor.stop());
  const list = await startList(processor);
  const { page, context, close } = await openProfile(browser, [processor.api]);
  const { path } = await signIn(page, list.link);
  await restart(page);
  assert.equal(await page.getByText('confirmed by the venue').count(), 0);
  await fill(processor, list, 3);
  await list.owner.sync(list.options);

  await context.route('**/proof/*', async (route) => {
    await route.fulfill({ status: 200, body: 'a proof of nothing' });
  });
  await restart(page);
  await page.getByText('did not show that your entry is in the log').waitFor();
  await context.unroute('**/proof/*');
  await restart(page);
  await page.getByText('confirmed by the venue').waitFor();
  assert.equal(await page.getByText('did not show').count(), 0);
  await inspect(page, 'guest-confirmed-phone');

  // What was confirmed is not asked for again, and still follows up.
  let asked = 0;
  page.on('request', (request) => void (asked += /\/proof\//.test(request.url())));
  await restart(page);
  await page.getByRole('button', { name: 'Check out' }).click();
  await page.getByText(/left /).waitFor();
  assert.equal(asked, 0);
  assert.match(path, /\/records\//);
  await close();
});

// covers: RECV-7
test('a check-in that the processor has lost is sent again by itself, and the owner reads it', async (t) => {
  let processor = await startProcessor({ pages });
  t.after(() => processor.stop());
  const list = await startList(processor);
  await fill(processor, list, 1);
  const restore = backUp(processor);
  const { page, close } = await openProfile(browser, [processor.api]);
  await signIn(page, list.link);
  await list.owner.sync(list.options);

  processor = await restore(pages);
  await restart(page);
  await page.getByText('the server had lost this entry; your device sent it again').waitFor();
  await inspect(page, 'guest-sent-again-phone');
  const { recoveries } = await list.owner.sync(list.options);
  const [{ lostRecords, returned, missing }] = recoveries.filter((recovery) => recovery.lostRecords > 0);
  assert.deepEqual([lostRecords, returned, missing], [1, 1, []]);
  const { epoch } = list.owner.epochAt(now());
  list.owner.open(await list.owner.fetch(epoch, list.options));
  assert.deepEqual(list.owner.visits().map(({ givenName }) => givenName).sort(), ['Ada', 'Zoë']);

  // It follows up from its new place, and is confirmed there.
  await restart(page);
  await page.getByText('confirmed by the venue').waitFor();
  await page.getByRole('button', { name: 'Check out' }).click();
  await page.getByText(/left /).waitFor();
  await close();
});

test('a processor that shows two logs is named, and the evidence can be saved', async (t) => {
  const first = await startProcessor({ pages });
  const list = await startList(first);
  const state = list.owner.toBytes();
  await first.stop({ keeps: true });
  // The same processor twice: from here on each goes its own way, with the same key.
  const folder = mkdtempSync(join(tmpdir(), 'sealroll-fork-'));
  cpSync(first.folder, folder, { recursive: true });
  const [shown, hidden] = [await startProcessor({ pages, folder: first.folder }), await startProcessor({ folder })];
  t.after(() => Promise.all([shown.stop(), hidden.stop()]));

  const { page, context, close } = await openProfile(browser, [shown.api], { acceptDownloads: true });
  const link = list.link.replace(first.api, shown.api);
  await fill(shown, { link }, 1);
  const { path, headers, body } = await signIn(page, link);
  await fill(hidden, { link }, 1);
  await sealroll.send(hidden.api, { method: 'PUT', path, headers, body: new Uint8Array(body) });
  const owner = sealroll.Owner.fromBytes(state);
  await owner.sync({ authority: hidden.authority, clock: now, exchange: (request) => sealroll.exchange(hidden.api, request), save: () => {} });

  await context.route('**/logs/**', async (route) => {
    const answer = await fetch(route.request().url().replace(shown.api, hidden.api));
    await route.fulfill({ status: answer.status, body: Buffer.from(await answer.arrayBuffer()) });
  });
  await restart(page);
  await page.getByRole('alert').filter({ hasText: 'the server contradicts itself' }).waitFor();
  await inspect(page, 'guest-contradiction-phone');
  const saved = [];
  page.on('download', (download) => void saved.push(download.suggestedFilename()));
  await page.getByRole('button', { name: 'Save the evidence' }).click();
  await page.waitForTimeout(1000);
  assert.deepEqual(saved, ['sealroll-receipt-1.txt', 'sealroll-receipt-2.txt']);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await page.getByRole('alert').filter({ hasText: 'Der Server widerspricht sich' }).waitFor();
  await close();
});
