// What owners tell the guest of a visit, and what the guest takes along.

import { exchange } from './guest/index.mjs';
import { Ticket, init } from './mail/index.mjs';
import { element } from './dom.mjs';
import { LOCK } from './heads.mjs';
import { save } from './save.mjs';
import { dateTime, text } from './texts.mjs';

/** Whether it is time to look: something was asked for, or the last look was a day ago. */
export async function isMailDue(store, now) {
  const tickets = await store.all('ticket:');
  return tickets.some(([, { arrival, asked = [], looked = arrival }]) => looked < now - DAY || asked.some((action) => RIGHTS.includes(action)));
}

/** Reads the mailbox of every visit: whole pages, whether there is anything or not. */
export async function readMail(store, now) {
  let isNew = false;
  await load().catch(() => {});
  for (const [id, { api, ticket: before }] of await store.all('ticket:')) {
    let mailbox;
    try {
      mailbox = Ticket.fromBytes(before).mailbox();
      for (let request; (request = mailbox.request()); ) {
        const { status, body } = await exchange(api, request);
        mailbox.receive(status, body);
      }
    } catch {
      // It is read at the next start.
      continue;
    }
    await navigator.locks.request(LOCK, async () => {
      const row = await store.get(id);
      // What was asked for meanwhile is answered later: then it is read again, with that.
      if (String(row?.ticket) !== String(before)) return;
      const ticket = Ticket.fromBytes(row.ticket);
      ticket.takeMail(mailbox);
      const mail = ticket.messages();
      isNew ||= mail.length > (row.mail?.length ?? 0);
      await store.put(id, { ...row, ticket: ticket.toBytes(), mail, looked: now });
    });
  }
  return isNew;
}

/** The messages of a visit. */
export function mailList({ mail = [] }) {
  if (mail.length === 0) return undefined;
  const line = ({ time, request, kind, decision, reason, authority, words, text: own }) => element(
    'li',
    {},
    element('strong', {}, `${dateTime(time)}: `),
    kind === 'answer' && `${text.asked[request] ?? ''}: ${text.decisions[decision]}`,
    kind === 'erased' && text.erased[reason],
    kind === 'disclosed' && text.disclosed(authority, words),
    own && ownData(own),
  );
  return element('ul', { class: 'mail', 'aria-label': text.mail }, ...mail.map(line));
}

/** What owners send is text; the data of a visit, as their program writes them, are set in lines. */
function ownData(own) {
  let data;
  try {
    data = JSON.parse(own);
  } catch {
    // A sentence, then.
  }
  const lines = Object.entries(text.fields).flatMap(([name, label]) => {
    const value = data?.[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
    return value?.length || value > 0 ? [element('dt', {}, label), element('dd', {}, [value].flat().join(', '))] : [];
  });
  return lines.length > 0 ? element('dl', { class: 'terms' }, ...lines) : element('q', { class: 'own' }, own);
}

/** Saves what the ticket tells, with the answers. */
export async function takeAlong({ recordId, ticket }) {
  await load();
  save(`sealroll-${recordId.slice(0, 8)}.json`, Ticket.fromBytes(ticket).export(), 'application/json');
}

/** The module that reads mail is fetched when it is wanted: whoever only signs in does not need it. */
function load() {
  const [address, integrity] = document.querySelector('meta[name=sealroll-mail]').content.split(' ');
  return init(fetch(address, { integrity }));
}

const RIGHTS = ['access', 'erase'];
const DAY = 86_400;
