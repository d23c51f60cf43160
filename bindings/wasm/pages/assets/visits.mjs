// What the guest keeps of earlier visits, and what can be done with it.

import { Invitation, Ticket } from './guest/index.mjs';
import { element, show } from './dom.mjs';
import { checkInFields } from './form.mjs';
import { listCode, showCode, ticketCode } from './handover.mjs';
import { LOCK } from './heads.mjs';
import { mailList, takeAlong } from './mail.mjs';
import { enqueueFollowUp } from './queue.mjs';
import { dateTime, explain, text } from './texts.mjs';

/** The visits that are kept, the newest first. Those whose records are erased are dropped. */
export async function visits(store, now) {
  const kept = [];
  const waiting = await store.all('pending:');
  for (const [id, visit] of [...(await store.all('ticket:')), ...waiting]) {
    if (visit.eraseAfter <= now) await store.delete(id);
    else if (visit.ticket) {
      const waits = waiting.filter(([, row]) => row.recordId === visit.recordId).map(([, { action }]) => action);
      kept.push({ id, ...visit, waits });
    }
  }
  return kept.sort((a, b) => b.arrival - a.arrival);
}

/**
 * One visit with its buttons. `context` has `store`, `welcomeOf`, `now`, `flush`, which sends what
 * waits, and `back`, which shows all visits with a notice.
 */
export function visitCard(visit, context) {
  const status = element('p', { class: 'status', role: 'status' }, statusOf(visit));
  const act = (action, seal) => async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await followUp(visit, context, action, seal);
      await context.back();
    } catch (error) {
      status.textContent = explain(error);
      button.disabled = false;
    }
  };
  const plain = (label, click) => element('button', { type: 'button', click }, label);
  const button = (action, label, seal) => plain(label, act(action, seal));
  const request = (kind) => (ticket, welcome, now) => ticket.request(welcome, kind, now);
  return element(
    'li',
    { class: 'card' },
    element('h2', {}, visit.venue),
    element('p', {}, dateTime(visit.arrival)),
    status,
    mailList(visit),
    element(
      'div',
      { class: 'actions' },
      !visit.departure && button('check-out', text.checkOut, (ticket, welcome, now) => ticket.checkOut(welcome, now, now)),
      plain(text.correct, () => void showCorrection(visit, context, status)),
      visit.people > 1 && plain(text.companionAlone, () => showCompanion(visit, context)),
      plain(text.handOver, () => showHandover(visit, context)),
      button('access', text.myData, request('access')),
      plain(text.takeAlong, () => void takeAlong(visit).catch((error) => (status.textContent = explain(error)))),
      button('erase', text.deleteMyData, request('erase')),
    ),
  );
}

/** A form of what may change; what stays empty stays as it is. */
async function showCorrection(visit, context, status) {
  let fields;
  try {
    const invitation = Invitation.fromLink(visit.link);
    const { welcome } = await context.welcomeOf(invitation);
    fields = checkInFields(welcome, invitation, {}, true);
  } catch (error) {
    status.textContent = explain(error);
    return;
  }
  const problem = element('p', { class: 'error', role: 'alert', hidden: true });
  const submit = async (event) => {
    event.preventDefault();
    fields.clearErrors();
    problem.hidden = true;
    try {
      const form = fields.read(context.now());
      if (form.companions !== undefined) visit.people = 1 + form.companions;
      await followUp(visit, context, 'correction', (ticket, welcome, now) => ticket.correct(welcome, form, now));
      await context.back();
    } catch (error) {
      const message = explain(error);
      if (fields.mark(error.field, message)) return;
      problem.textContent = message;
      problem.hidden = false;
    }
  };
  show(
    element('h1', {}, text.correct),
    element('p', {}, text.correctHint),
    element('form', { novalidate: true, submit }, problem, ...fields.elements, element('button', { class: 'primary' }, text.sendCorrection)),
    element('div', { class: 'actions' }, backButton(context)),
  );
}

/** The companion signs in with the list's own code; then the entry has one person fewer. */
function showCompanion(visit, context) {
  const status = element('p', { role: 'alert' });
  const done = async () => {
    const companions = visit.people - 2;
    try {
      await followUp({ ...visit, people: visit.people - 1 }, context, 'correction', (ticket, welcome, now) => ticket.correct(welcome, { companions }, now));
      await context.back();
    } catch (error) {
      status.textContent = explain(error);
    }
  };
  const button = element('button', { type: 'button', class: 'primary', click: () => void done() }, text.companionDone);
  showCode(text.companionAlone, text.companionHint, listCode(visit.link), button, status, backButton(context));
}

/** The other phone reads the ticket; then it is removed here. */
function showHandover(visit, context) {
  const remove = async () => {
    await context.store.delete(visit.id);
    await context.back();
  };
  const button = element('button', { type: 'button', click: () => void remove() }, text.removeHere);
  showCode(text.handOver, text.handOverHint, ticketCode(visit), button, backButton(context));
}

function backButton({ back }) {
  return element('button', { type: 'button', click: () => void back() }, text.back);
}

async function followUp({ id, people, ...visit }, { store, welcomeOf, now, flush }, action, seal) {
  const { welcome } = await welcomeOf(Invitation.fromLink(visit.link));
  await navigator.locks.request(LOCK, async () => {
    const row = { ...(await store.get(id)), people };
    const ticket = Ticket.fromBytes(row.ticket);
    const sealed = seal(ticket, welcome, now());
    if (action === 'check-out') row.departure = now();
    row.asked = [...new Set([...(row.asked ?? []), action])];
    row.ticket = ticket.toBytes();
    // The ticket has counted up: it is saved before anything leaves.
    await store.put(id, row);
    await enqueueFollowUp(store, sealed, visit, action);
  });
  await flush();
}

function statusOf({ departure, asked = [], waits, isSeen, isAgain }) {
  const state = (action) => (waits.includes(action) ? text.waitsToSend[action] : text.sealedAndSent[action]);
  const parts = [departure && !waits.includes('check-out') ? text.leftAt(dateTime(departure)) : departure ? state('check-out') : text.present];
  if (isAgain) parts.push(text.sentAgain);
  if (isSeen) parts.push(text.cosigned);
  return [...parts, ...['correction', 'access', 'erase'].filter((action) => asked.includes(action)).map(state)].join(' · ');
}
