// Owner, authority and auditor against the real processor, in Node and in Chromium.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openProfile, startBrowser } from './browser.mjs';
import { startHost } from './package-host.mjs';
import { WANTED, runRoles } from './package-roles-work.mjs';
import { sealroll, startList, startProcessor } from './support.mjs';

let processor;

before(async () => {
  processor = await startProcessor();
});
after(() => processor?.stop());

async function given() {
  const { owner, link } = await startList(processor);
  const { api, authority } = processor;
  return { state: owner.toBytes(), api, authority, link };
}

test('an owner discloses and decides, an authority opens, an auditor verifies', async () => {
  assert.deepEqual(await runRoles(sealroll, await given()), WANTED);
});

test('they do in a browser, on a page of another origin with a strict policy', async () => {
  const host = await startHost();
  const browser = await startBrowser();
  try {
    const { page, close } = await openProfile(browser, [host.origin, processor.api]);
    await page.goto(`${host.origin}/`);
    const { state, ...rest } = await given();
    const result = await page.evaluate(async ({ state, ...rest }) => {
      const [sealroll, work] = await Promise.all([import('/package/index.mjs'), import('/tests/package-roles-work.mjs')]);
      await sealroll.init();
      return work.runRoles(sealroll, { ...rest, state: new Uint8Array(state) });
    }, { ...rest, state: [...state] });
    assert.deepEqual(result, WANTED);
    await close();
  } finally {
    await browser.close();
    await host.stop();
  }
});
