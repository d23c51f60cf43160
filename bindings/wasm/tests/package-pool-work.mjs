// What a pool must do, in Node and in browsers alike: no imports.

/** Opens an epoch with a pool and without; returns what came out. */
export async function openBothWays(sealroll, { state, api, authority, epoch }) {
  const { Owner, exchange, startPool } = sealroll;
  const now = () => Math.floor(Date.now() / 1000);
  const options = { authority, clock: now, exchange: (request) => exchange(api, request), save: () => {} };
  const devices = [Owner.fromBytes(state), Owner.fromBytes(state)];
  for (const device of devices) await device.sync(options);
  const [alone, pooled] = devices;
  const fetched = await alone.fetch(epoch, options);
  const code = (work) => work.then(() => 'ok', (error) => error.code);

  const pool = await startPool({ workers: 2 });
  const first = new AbortController();
  const codes = [await code(pool.open(pooled, fetched, { signal: AbortSignal.abort() }))];
  codes.push(await code(pool.open(pooled, fetched, { progress: () => first.abort(), signal: first.signal })));
  codes.push(await code(pool.open(pooled, fetched, { progress: () => false })));
  codes.push(String(pooled.visits().length));

  const steps = [];
  const batch = await pool.open(pooled, fetched, { progress: (...step) => void steps.push(step) });
  const expected = alone.open(fetched);
  const isSame = JSON.stringify([batch, pooled.visits()]) === JSON.stringify([expected, alone.visits()]);

  // A job that is stopped leaves the pool to the others.
  const [again, twice] = await Promise.all([code(pool.open(pooled, fetched)), code(pool.open(alone, fetched))]);
  const late = pool.open(pooled, fetched);
  pool.close();
  codes.push(again, twice, await code(late), await code(pool.open(pooled, fetched)));
  return { opened: batch.opened, quarantined: batch.quarantined.length, isSame, steps, codes, size: pool.size };
}

/** What every engine must report for `count` envelopes. */
export function wanted(count) {
  const done = [];
  for (let sum = 256; sum < count; sum += 256) done.push([sum, count]);
  return {
    opened: count,
    quarantined: 0,
    isSame: true,
    steps: [...done, [count, count]],
    codes: ['cancelled', 'cancelled', 'cancelled', '0', 'ok', 'ok', 'used', 'used'],
    size: 2,
  };
}
