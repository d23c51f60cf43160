// Whether the log that a receipt is from is the one that everybody sees: asked at each start, until
// the venue has cosigned a head that contains the entry. What the processor has lost, because it was
// restored from a backup, is sent again.

import { Invitation, Ticket, send } from './guest/index.mjs';

/** Asks for every visit that needs it; returns whether anything is new. */
export async function checkHeads(store, welcomeOf) {
  let isNew = false;
  for (const [id, visit] of await store.all('ticket:')) {
    if (visit.isSeen || visit.contradiction) continue;
    const { proof, welcome, isLost, ...found } = await ask(visit, welcomeOf);
    if (isLost && (await sendAgain(store, id))) isNew = true;
    await navigator.locks.request(LOCK, async () => {
      // A follow-up may have counted the ticket up meanwhile.
      const row = await store.get(id);
      const isOld = !welcome && !found.contradiction && row?.doubt === found.doubt;
      if (!row || isOld) return;
      if (welcome) {
        const ticket = Ticket.fromBytes(row.ticket);
        ticket.witness(proof, welcome);
        Object.assign(row, { ticket: ticket.toBytes(), isSeen: true });
      }
      isNew = true;
      await store.put(id, { ...row, ...found });
    });
  }
  return isNew;
}

/** Uploads the envelope again (RECV-7); whether the entry was lost and is in the log anew. */
function sendAgain(store, id) {
  return navigator.locks.request(LOCK, async () => {
    const row = await store.get(id);
    const ticket = row && Ticket.fromBytes(row.ticket);
    const request = ticket?.uploadRequest();
    if (!request) return false;
    try {
      if (!ticket.renew(await send(row.api, request))) return false;
    } catch {
      // Asked and sent again at the next start.
      return false;
    }
    await store.put(id, { ...row, ticket: ticket.toBytes(), isAgain: true });
    return true;
  });
}

/**
 * What the processor shows for one visit: `doubt` if it is no proof, `isLost` if it may not have the
 * entry any more, `contradiction` if it lies.
 */
async function ask({ api, link, ticket: bytes, doubt }, welcomeOf) {
  const ticket = Ticket.fromBytes(bytes);
  let proof;
  try {
    proof = await send(api, ticket.proofRequest());
    if (ticket.isLost(proof)) return { isLost: true, doubt };
    const growth = ticket.growthRequest(proof);
    ticket.checkGrowth(proof, growth ? await send(api, growth) : new Uint8Array());
    const { welcome } = await welcomeOf(Invitation.fromLink(link));
    // On a copy: who is to be believed, and whether it is the same entry.
    Ticket.fromBytes(bytes).witness(proof, welcome);
    return { proof, welcome, doubt: undefined };
  } catch (error) {
    if (error.code === 'inconsistent') return { doubt: undefined, contradiction: [ticket.proof, proof] };
    const isPatient = error.status !== undefined || error.code === 'unreachable' || error.code === 'not-cosigned';
    return { isLost: NOT_THERE.includes(error.status), doubt: isPatient ? doubt : error.code };
  }
}

/** Refusals of a proof: the owner has not seen the entry yet, or the processor has lost it. */
const NOT_THERE = [404, 409];
/** Held while a ticket is changed. */
export const LOCK = 'sealroll-tickets';
