// Opening many over a pool of workers, in Node and in Chromium.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openProfile, startBrowser } from './browser.mjs';
import { startHost } from './package-host.mjs';
import { openBothWays, wanted } from './package-pool-work.mjs';
import { fill, now, sealroll, startList, startProcessor, throwsCode } from './support.mjs';

/** Two whole chunks and a bit. */
const COUNT = 600;

let processor;
let given;

before(async () => {
  processor = await startProcessor();
  const list = await startList(processor);
  await fill(processor, list, COUNT);
  const { api, authority } = processor;
  const { epoch } = list.owner.epochAt(now());
  given = { state: list.owner.toBytes(), api, authority, epoch };
});
after(() => processor?.stop());

test('threads of Node open what one opens alone, tell how far they are, and stop', async () => {
  assert.deepEqual(await openBothWays(sealroll, given), wanted(COUNT));
});

test('Web Workers do, on a page of another origin with a strict policy', async () => {
  const host = await startHost();
  const browser = await startBrowser();
  try {
    const { page, close } = await openProfile(browser, [host.origin, processor.api]);
    await page.goto(`${host.origin}/`);
    const result = await page.evaluate(async ({ state, ...rest }) => {
      const [sealroll, work] = await Promise.all([
        import('/package/index.mjs'),
        import('/tests/package-pool-work.mjs'),
      ]);
      await sealroll.init();
      return work.openBothWays(sealroll, { ...rest, state: new Uint8Array(state) });
    }, { ...given, state: [...given.state] });
    assert.deepEqual(result, wanted(COUNT));
    const missing = page.evaluate(async () => {
      const { startPool } = await import('/package/index.mjs');
      const start = (options) => startPool({ workers: 1, ...options }).then(() => 'ok', ({ code }) => code);
      return [
        await start({ createWorker: () => new Worker('/package/absent.mjs', { type: 'module' }) }),
        await start({ source: () => '/package/absent.wasm' }),
        await start({ source: () => '/package/opener/sealroll_bg.wasm' }),
      ];
    });
    assert.deepEqual(await missing, ['not-loaded', 'not-loaded', 'ok']);
    await close();
  } finally {
    await browser.close();
    await host.stop();
  }
});

test('what is not what the workers made is refused', async () => {
  const { Owner } = sealroll;
  const owner = Owner.fromBytes(given.state);
  const options = { ...given, clock: now, exchange: (request) => sealroll.exchange(given.api, request), save: () => {} };
  await owner.sync(options);
  const fetched = await owner.fetch(given.epoch, options);
  const nothing = new Uint8Array(4 * COUNT);
  assert.throws(() => owner.accept(fetched, []), throwsCode('bad-argument', 'texts'));
  assert.throws(() => owner.accept(fetched, [nothing.slice(1)]), throwsCode('bad-argument', 'texts'));
  assert.throws(() => owner.accept(fetched, [nothing, new Uint8Array(4)]), throwsCode('bad-argument', 'texts'));
  assert.throws(() => owner.epochKeys(given.epoch + 500), throwsCode('unknown-statement'));
  const batch = owner.accept(fetched, [nothing]);
  assert.deepEqual([batch.opened, batch.quarantined.length], [0, COUNT]);
  assert.ok(batch.quarantined.every(({ code }) => code === 'open-failed'));
});
