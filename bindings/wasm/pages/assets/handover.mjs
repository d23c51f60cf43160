// Visits between phones: a companion signs in alone, or takes over a visit with its ticket.

import { Ticket } from './guest/index.mjs';
import { element, show } from './dom.mjs';
import { qrDrawing, qrModules } from './qr.mjs';
import { text } from './texts.mjs';

/** The code that hands a visit over. Who has it has the ticket's key. */
export function ticketCode({ link, ticket, arrival, people }) {
  const bytes = btoa(String.fromCharCode(...Ticket.fromBytes(ticket).toHandover()));
  const tail = [bytes.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''), arrival, people];
  return qrDrawing(qrModules([link, ...tail].join('.')), text.ticketCode);
}

/** Reads the fragment of such a code: `{ invitation, ticket, arrival, people }`. */
export function readHandover(fragment) {
  const [invitation, ticket, arrival, people] = fragment.split('.');
  if (ticket === undefined) return { invitation };
  try {
    const bytes = Uint8Array.from(atob(ticket.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    return { invitation, ticket: Ticket.fromBytes(bytes), arrival: Number(arrival), people: Number(people) };
  } catch (cause) {
    // Another link has points, too.
    throw Object.assign(new Error('ticket', { cause }), { code: invitation.includes(':') ? 'bad-link' : 'truncated' });
  }
}

/** Shows a code, what it does, and buttons. */
export function showCode(title, hint, code, ...actions) {
  show(
    element('h1', {}, title),
    element('p', {}, hint),
    element('div', { class: 'picture' }, code),
    element('div', { class: 'actions' }, ...actions),
  );
}

/** The code of the list itself. */
export function listCode(link) {
  return qrDrawing(qrModules(link), text.ticketCode);
}
