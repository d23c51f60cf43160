// Paired rounds: ours and the peer's in turn, one ratio a round, the median of all.

/** `{ ratio, spread, ours, peer }`; times in microseconds for one operation. */
export async function compare({ rounds, slice }, ours, peer, operations = 1) {
  const calls = [await callsPer(slice, ours), await callsPer(slice, peer)];
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    // The order alternates, so that a clock that speeds up or slows down favours neither.
    const isTurned = round % 2 === 1;
    const first = isTurned ? await time(peer, calls[1]) : await time(ours, calls[0]);
    const second = isTurned ? await time(ours, calls[0]) : await time(peer, calls[1]);
    times.push(isTurned ? [second, first] : [first, second]);
  }
  const ratios = times.map(([a, b]) => a / b);
  const each = (side) => (percentile(times.map((pair) => pair[side]), 50) * 1000) / operations;
  return {
    ratio: percentile(ratios, 50),
    spread: [percentile(ratios, 10), percentile(ratios, 90)],
    ours: each(0),
    peer: each(1),
  };
}

async function callsPer(slice, work) {
  for (let calls = 1; ; calls *= 2) {
    const taken = (await time(work, calls)) * calls;
    if (taken >= slice / 2) return Math.max(1, Math.round((calls * slice) / taken));
  }
}

/** Milliseconds of the process's own time for one call: other programs do not count. */
async function time(work, calls) {
  const begin = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) {
    const pending = work();
    // Waiting for what is no promise would cost a turn of the loop.
    if (pending instanceof Promise) await pending;
  }
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000 / calls;
}

function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
}
