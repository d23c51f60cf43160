// Whether the log that a receipt is from is the one that everybody sees: asked at each start, until
// the venue has cosigned a head that contains the entry.

import { Invitation, Ticket, send } from './guest/index.mjs';

/** Asks for every visit that needs it; returns whether anything is new. */
export async function checkHeads(store, welcomeOf) {
  let isNew = false;
  for (const [id, visit] of await store.all('ticket:')) {
    if (visit.isSeen || visit.contradiction) continue;
    const { proof, welcome, ...found } = await ask(visit, welcomeOf);
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

/** What the processor shows for one visit: `doubt` if it is no proof, `contradiction` if it lies. */
async function ask({ api, link, ticket: bytes, doubt }, welcomeOf) {
  const ticket = Ticket.fromBytes(bytes);
  let proof;
  try {
    proof = await send(api, ticket.proofRequest());
    const growth = ticket.growthRequest(proof);
    ticket.checkGrowth(proof, growth ? await send(api, growth) : new Uint8Array());
    const { welcome } = await welcomeOf(Invitation.fromLink(link));
    // On a copy: who is to be believed, and whether it is the same entry.
    Ticket.fromBytes(bytes).witness(proof, welcome);
    return { proof, welcome, doubt: undefined };
  } catch (error) {
    if (error.code === 'inconsistent') return { doubt: undefined, contradiction: [ticket.proof, proof] };
    const isPatient = error.status !== undefined || error.code === 'unreachable' || error.code === 'not-cosigned';
    return { doubt: isPatient ? doubt : error.code };
  }
}

/** Held while a ticket is changed. */
export const LOCK = 'sealroll-tickets';
