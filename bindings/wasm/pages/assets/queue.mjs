// Sealed envelopes on their way: they wait on the device until a receipt has verified.

import { Pending, PendingFollowUp, send } from './guest/index.mjs';

/** Everything that waits, oldest first: `{ id, kind, bytes, api, ... }`. */
export async function waiting(store) {
  const rows = await store.all('pending:');
  return rows.map(([id, row]) => ({ id, ...row })).sort((a, b) => a.since - b.since);
}

/** Keeps a sealed check-in; it survives a reload from here on. */
export async function enqueueCheckIn(store, pending, visit) {
  const row = { kind: 'check-in', bytes: pending.toBytes(), recordId: pending.recordId };
  await store.put(`pending:${pending.recordId}`, { ...visit, ...row, eraseAfter: pending.eraseAfter });
}

/** Keeps a sealed follow-up. */
export async function enqueueFollowUp(store, followUp, visit, action) {
  const row = { kind: 'follow-up', action, bytes: followUp.toBytes(), recordId: visit.recordId };
  const { api, venue, eraseAfter } = visit;
  await store.put(`pending:${crypto.randomUUID()}`, { api, venue, eraseAfter, since: Date.now(), ...row });
}

/**
 * Tries to send all that waits. `done` is told each row that arrived, with the ticket of a
 * check-in. Returns the errors, by id. Only one page works at a time.
 */
export function sendWaiting(store, done) {
  return navigator.locks.request('sealroll-queue', async () => {
    const errors = new Map();
    for (const row of await waiting(store)) {
      if (row.refused) continue;
      try {
        await sendOne(store, row, done);
      } catch (error) {
        errors.set(row.id, error);
        if (error.status !== undefined && !mayPass(error)) await refuse(store, row, error.code);
        if (error.code === 'unreachable') break;
      }
    }
    return errors;
  });
}

/** Whether trying again can help. Everything else stays until the guest gives it up. */
export function mayPass(error) {
  return error.code === 'unreachable' || error.temporary === true;
}

/** What the processor will never take stays until the guest has read why. */
async function refuse(store, { id, ...row }, code) {
  await store.put(id, { ...row, refused: code });
}

async function sendOne(store, row, done) {
  const isCheckIn = row.kind === 'check-in';
  const pending = (isCheckIn ? Pending : PendingFollowUp).fromBytes(row.bytes);
  const receipt = await send(row.api, pending.request());
  const ticket = pending.confirm(receipt);
  if (isCheckIn) {
    const { id, kind, bytes, ...visit } = row;
    if (!row.kiosk) await store.put(`ticket:${row.recordId}`, { ...visit, ticket: ticket.toBytes() });
    await store.delete(id);
    await done({ ...row, index: ticket.index, ticket: ticket.toBytes() });
    ticket.free();
  } else {
    await store.delete(row.id);
    await done(row);
  }
}
