// What the guest keeps of earlier visits, and what can be done with it.

import { Invitation, Ticket, send } from './guest/index.mjs';
import { element } from './dom.mjs';
import { enqueueFollowUp } from './queue.mjs';
import { dateTime, explain, text } from './texts.mjs';

/** The visits that are kept, the newest first. Those whose records are erased are dropped. */
export async function visits(store, now) {
  const kept = [];
  for (const [id, visit] of [...(await store.all('ticket:')), ...(await store.all('pending:'))]) {
    if (visit.eraseAfter <= now) await store.delete(id);
    else if (visit.ticket) kept.push({ id, ...visit });
  }
  return kept.sort((a, b) => b.arrival - a.arrival);
}

/**
 * One visit with its buttons. `context` has `store`, `guest`, `saveGuest`, `now`, and `flush`,
 * which sends what waits.
 */
export function visitCard(visit, context) {
  const status = element('p', { class: 'status', role: 'status' }, statusOf(visit));
  const act = (action, seal) => async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await followUp(visit, context, action, seal);
      status.textContent = text.sealedAndSent[action];
      if (action === 'check-out') button.remove();
    } catch (error) {
      status.textContent = explain(error);
      button.disabled = false;
    }
  };
  const button = (action, label, seal) => element('button', { type: 'button', click: act(action, seal) }, label);
  const request = (kind) => (ticket, welcome, now) => ticket.request(welcome, kind, now);
  return element(
    'li',
    { class: 'card' },
    element('h2', {}, visit.venue),
    element('p', {}, dateTime(visit.arrival)),
    status,
    element(
      'div',
      { class: 'actions' },
      !visit.departure && button('check-out', text.checkOut, (ticket, welcome, now) => ticket.checkOut(welcome, now, now)),
      button('access', text.myData, request('access')),
      button('erase', text.deleteMyData, request('erase')),
    ),
  );
}

async function followUp(visit, { store, guest, saveGuest, now, flush }, action, seal) {
  const invitation = Invitation.fromLink(visit.link);
  const bundle = await send(visit.api, guest.welcomeRequest(invitation));
  const welcome = guest.accept(invitation, bundle, now());
  await saveGuest();
  const ticket = Ticket.fromBytes(visit.ticket);
  const sealed = seal(ticket, welcome, now());
  if (action === 'check-out') visit.departure = now();
  visit.asked = [...(visit.asked ?? []), action];
  visit.ticket = ticket.toBytes();
  const { id, ...row } = visit;
  // The ticket has counted up: it is saved before anything leaves.
  await store.put(id, row);
  await enqueueFollowUp(store, sealed, visit, action);
  await flush();
}

function statusOf({ departure, asked = [] }) {
  const parts = [departure ? text.leftAt(dateTime(departure)) : text.present];
  for (const action of ['access', 'erase']) {
    if (asked.includes(action)) parts.push(text.sealedAndSent[action]);
  }
  return parts.join(' · ');
}
