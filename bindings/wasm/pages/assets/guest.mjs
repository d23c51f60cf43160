// The guest's page: from the code to the confirmation.

import { Guest, Invitation, apiOf, init, send } from './guest/index.mjs';
import { statusBanner, updateBanner } from './banner.mjs';
import { showConfirmation, showWaiting } from './confirmation.mjs';
import { element, show } from './dom.mjs';
import { earlyFetch } from './early-fetch.mjs';
import { checkInFields } from './form.mjs';
import { readHandover, ticketCode } from './handover.mjs';
import { checkHeads } from './heads.mjs';
import { isMailDue, readMail } from './mail.mjs';
import { enqueueCheckIn, mayPass, sendWaiting } from './queue.mjs';
import { isKiosk, memory, remember } from './session.mjs';
import { deleteStore, openStore } from './store.mjs';
import { day, explain, language, startLanguage, text, toggleLanguage } from './texts.mjs';
import { visitCard, visits } from './visits.mjs';

/** Apart from the owner's, whose keys a guest's tap must not erase. */
const STORE = 'sealroll-guest';
const meta = (name) => document.querySelector(`meta[name=sealroll-${name}]`).content;
const environment = meta('environment');
const now = () => Math.floor(Date.now() / 1000);

let store;
let guest;
/** The list behind the code: `{ link, invitation, api, welcome, isOffline }`. */
let list;
/** What stands in the form, so that nothing typed is lost when the page is drawn again. */
let typed = {};
let redraw = () => {};

/** Shows the page for a fragment, or for the one that this tab came with. */
export async function start(fragment) {
  startLanguage();
  redraw = () => show(element('h1', {}, 'Sealroll'), element('p', { role: 'status' }, text.loading));
  redraw();
  try {
    const loading = init(fetch(meta('module'), { integrity: meta('integrity') }));
    store = await openStore(STORE);
    await loading;
    guest = await openGuest();
  } catch (error) {
    return showProblem(error, () => start(fragment));
  }
  const opened = fragment === '' ? memory('fragment') : fragment;
  await (opened ? openFragment(opened) : showVisits());
  installWorker();
  addEventListener('online', () => void flush());
  setInterval(() => void flush(), 20_000);
  void flush();
  const isSeen = await checkHeads(store, welcomeBack);
  const hasMail = (await isMailDue(store, now())) && (await readMail(store, now()));
  if (isSeen || hasMail) await (document.querySelector('.visits') ? redraw() : updateBanner(store));
}

/** A list, or the ticket of a visit that another device hands over. */
async function openFragment(fragment) {
  try {
    const { invitation, ticket, ...visit } = readHandover(fragment);
    remember('fragment', invitation);
    const link = `${location.origin}/c#${invitation}`;
    if (!ticket) return await openList(link);
    const { api, welcome } = await welcomeBack(Invitation.fromLink(link));
    const { recordId, eraseAfter } = ticket;
    const { venue } = welcome.terms;
    await store.put(`ticket:${recordId}`, { ...visit, api, link, venue, recordId, eraseAfter, words: welcome.fingerprintWords, ticket: ticket.toBytes() });
    await showVisits(text.takenOver);
  } catch (error) {
    showProblem(error, () => openFragment(fragment));
  }
}

async function openGuest() {
  const saved = await store.get('guest');
  if (saved?.environment === environment) {
    try {
      return Guest.restore(environment, saved.memory, saved.secret);
    } catch {
      // A damaged memory protects nobody; a new one does from now on.
    }
  }
  const fresh = Guest.firstUse(environment);
  await store.put('guest', { environment, memory: fresh.memory(), secret: fresh.exportDeviceSecret() });
  return fresh;
}

async function saveGuest() {
  await store.put('guest', { environment, memory: guest.memory(), secret: guest.exportDeviceSecret() });
}

/** Fetches and verifies; nothing of the list is shown before. */
async function openList(link) {
  let invitation;
  try {
    invitation = Invitation.fromLink(link);
    list = { link, invitation, ...(await fetchWelcome(invitation)) };
  } catch (error) {
    return showProblem(error, () => openList(link));
  }
  if (!isKiosk()) typed = { ...(await store.get('contact')), ...typed };
  showForm();
}

/** With a ticket in hand, a poster that was replaced since does not matter. */
async function fetchWelcome(invitation, hasTicket = false) {
  const accept = (bundle) => (hasTicket ? guest.acceptForFollowUps(invitation, bundle, now()) : guest.accept(invitation, bundle, now()));
  const key = `bundle:${invitation.listId}`;
  try {
    const options = { timeout: 15_000, fetch: earlyFetch };
    const api = await apiOf(invitation, options);
    const bundle = await send(api, guest.welcomeRequest(invitation), options);
    const welcome = accept(bundle);
    await saveGuest();
    await store.put(key, { api, bundle });
    return { api, welcome, isOffline: false };
  } catch (error) {
    const saved = error.code === 'unreachable' && (await store.get(key));
    if (!saved) throw error;
    const welcome = accept(saved.bundle);
    return { api: saved.api, welcome, isOffline: true };
  }
}

const welcomeBack = (invitation) => fetchWelcome(invitation, true);

function showForm(notice) {
  const { welcome, invitation, isOffline } = list;
  const { terms } = welcome;
  const fields = checkInFields(welcome, invitation, typed);
  const summary = element('p', { class: 'error', role: 'alert', hidden: true });
  const complain = (message) => {
    summary.textContent = message;
    summary.hidden = message === '';
  };
  const remembers = element('input', { type: 'checkbox', id: 'remember', checked: typed.remembered });
  const button = element('button', { class: 'primary' }, text.send);
  const submit = async (event) => {
    event.preventDefault();
    typed = fields.values();
    fields.clearErrors();
    complain('');
    button.disabled = true;
    button.textContent = text.sending;
    try {
      await checkIn(fields, remembers.checked);
    } catch (error) {
      const message = messageFor(error);
      if (error.field && fields.mark(error.field, message)) complain(`${text.fields[error.field]}: ${message}`);
      else complain(`${message} ${text.nothingLost}`);
      if (error.code === 'expired' || error.code === 'not-yet-valid') void refresh();
    } finally {
      button.disabled = false;
      button.textContent = text.send;
    }
  };
  redraw = () => {
    typed = { ...fields.values(), remembered: remembers.checked };
    showForm(notice);
  };
  const lang = language();
  show(
    header(),
    environment === 'test' && element('p', { class: 'notice' }, text.testList),
    isKiosk() && element('p', { class: 'notice' }, text.kioskNote),
    isOffline && element('p', { class: 'notice' }, text.offline),
    !store.isLasting && element('p', { class: 'notice' }, text.nothingKept),
    notice && element('p', { class: 'notice', role: 'status' }, notice),
    element('h1', {}, terms.venue),
    terms.address && element('p', { class: 'address' }, terms.address),
    element(
      'section',
      { class: 'card fingerprint', 'aria-labelledby': 'words' },
      element('h2', { id: 'words' }, text.words),
      element('p', { class: 'words' }, welcome.fingerprintWords),
      element('p', { class: 'hint' }, text.wordsHint),
    ),
    element(
      'dl',
      { class: 'terms' },
      ...pair(text.purpose, terms.purpose[lang]),
      ...pair(text.legalBasis, terms.legalBasis[lang]),
      ...pair(text.contact, terms.contact),
      ...(terms.authority ? pair(text.authority, `${terms.authority.name} (${terms.authority.words})`) : []),
      ...pair(text.retention, day(welcome.erasedBy)),
    ),
    element(
      'form',
      { novalidate: true, submit, autocomplete: isKiosk() ? 'off' : 'on' },
      element('h2', {}, text.yourDetails),
      summary,
      ...fields.elements,
      !isKiosk() && store.isLasting && element('div', { class: 'check' }, remembers, element('label', { for: 'remember' }, text.remember)),
      element('p', { class: 'hint' }, text.sealNote),
      button,
    ),
    statusBanner(store),
    footer(),
  );
}

async function checkIn(fields, remembered) {
  const { welcome, api, link } = list;
  const form = fields.read(now());
  const pending = welcome.checkIn({ ...form, enteredBy: isKiosk() ? 'staff' : 'guest' }, now());
  const visit = {
    api,
    link,
    venue: welcome.terms.venue,
    words: welcome.fingerprintWords,
    arrival: now(),
    people: 1 + (form.companions ?? 0),
    since: Date.now(),
    kiosk: isKiosk() || undefined,
  };
  await enqueueCheckIn(store, pending, visit);
  if (!isKiosk()) {
    if (remembered) await store.put('contact', contactOf(typed));
    else await store.delete('contact');
  }
  typed = {};
  const { recordId } = pending;
  const actions = () => [
    isKiosk() && element('button', { type: 'button', click: () => print() }, text.print),
    isKiosk()
      ? element('button', { type: 'button', class: 'primary', click: () => showForm() }, text.next)
      : element('button', { type: 'button', class: 'primary', click: () => void showVisits() }, text.myVisits),
  ].filter(Boolean);
  let arrived;
  const errors = await flush((row) => {
    if (row.recordId === recordId && row.kind === 'check-in') arrived = row;
  });
  const error = errors?.get(`pending:${recordId}`);
  const confirmed = (row) => {
    const paper = row.kiosk ? [ticketCode(row), element('p', {}, text.ticketHint)] : [];
    redraw = () => showConfirmation(row, visit.words, actions(), element('div', { class: 'picture' }, ...paper));
  };
  if (arrived) {
    confirmed(arrived);
  } else if (error === undefined || mayPass(error) || error.status === undefined) {
    const isSilence = error === undefined || mayPass(error);
    const calm = store.isLasting ? text.waitingText : text.waitingPage;
    const message = isSilence ? calm : explain(error);
    redraw = () => showWaiting(visit, message, [element('button', { type: 'button', click: () => void retry() }, text.retry), ...actions()]);
  } else {
    await store.delete(`pending:${recordId}`);
    typed = fields.values();
    throw error;
  }
  redraw();

  async function retry() {
    await flush((row) => {
      if (row.recordId === recordId) confirmed(row);
    });
    redraw();
  }
}

/** Sends what waits; whoever waits for one row is told by `done`. */
async function flush(done = () => {}) {
  let hasArrived = false;
  const note = (row) => {
    hasArrived ||= row.kind === 'check-in';
    return done(row);
  };
  const errors = await sendWaiting(store, note).catch(() => new Map());
  if (hasArrived && document.querySelector('.visits')) await showVisits();
  void updateBanner(store);
  return errors;
}

async function showVisits(notice) {
  const context = { store, welcomeOf: welcomeBack, now, flush, back: () => showVisits() };
  const kept = await visits(store, now());
  redraw = () => void showVisits(notice);
  show(
    header(),
    element('h1', {}, text.myVisits),
    notice && element('p', { class: 'notice', role: 'status' }, notice),
    kept.length === 0 && element('p', {}, text.noVisits),
    element('ul', { class: 'cards visits' }, ...kept.map((visit) => visitCard(visit, context))),
    kept.length > 0 && element('button', { type: 'button', click: () => void look() }, text.look),
    list ? element('button', { type: 'button', click: () => showForm() }, text.another) : typedLink(),
    statusBanner(store),
    footer(),
  );
}

/** Asks for answers now. */
async function look() {
  await showVisits((await readMail(store, now())) ? text.hasMail : text.noMail);
}

/** For who cannot scan: the link in letters. */
function typedLink() {
  const input = element('input', { id: 'link', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false' });
  const submit = (event) => {
    event.preventDefault();
    void openFragment(input.value.trim().split('#').pop());
  };
  return element('form', { submit }, element('label', { for: 'link' }, text.noCamera), input, element('div', { class: 'actions' }, element('button', {}, text.open)));
}

function showProblem(error, retry) {
  redraw = () => showProblem(error, retry);
  show(
    header(),
    element('h1', {}, text.problem),
    element('p', { role: 'alert' }, explain(error)),
    element('button', { type: 'button', class: 'primary', click: () => void retry() }, text.retry),
    footer(),
  );
}

async function refresh() {
  try {
    list = { ...list, ...(await fetchWelcome(list.invitation)) };
  } catch {
    // The message about the clock stands already.
  }
}

function header() {
  const toggle = () => {
    toggleLanguage();
    redraw();
  };
  return element(
    'header',
    {},
    element('span', { class: 'brand' }, 'Sealroll'),
    element('button', { type: 'button', class: 'plain', lang: language() === 'de' ? 'en' : 'de', click: toggle }, text.other),
  );
}

function footer() {
  const forget = async () => {
    if (!confirm(text.forgetAsk)) return;
    await forgetEverything();
    await showVisits(text.forgotten);
  };
  const kiosk = () => {
    remember('kiosk', isKiosk() ? '' : 'yes');
    typed = {};
    if (list) showForm();
    else void showVisits();
  };
  const program = meta('integrity').slice('sha256-'.length);
  return element(
    'footer',
    {},
    element('button', { type: 'button', class: 'plain', click: () => void showVisits() }, text.myVisits),
    element('button', { type: 'button', class: 'plain', click: kiosk }, isKiosk() ? text.kioskOff : text.kioskOn),
    element('button', { type: 'button', class: 'plain danger', click: () => void forget() }, text.forget),
    element('p', { class: 'hint program' }, `${text.program} ${program}`),
  );
}

async function forgetEverything() {
  await deleteStore(store, STORE);
  try {
    sessionStorage.clear();
    localStorage.clear();
    for (const name of await caches.keys()) await caches.delete(name);
  } catch {
    // Where nothing can be kept, nothing has to be erased.
  }
  for (const registration of (await navigator.serviceWorker?.getRegistrations()) ?? []) await registration.unregister();
  [list, typed] = [undefined, {}];
  store = await openStore(STORE);
  guest = await openGuest();
}

function messageFor(error) {
  if (error.field === 'phone' && /^\s*0/.test(typed.phone ?? '')) return text.phoneZero;
  return explain(error);
}

function contactOf({ givenName, familyName, phone, email, street, postalCode, city, country }) {
  return { givenName, familyName, phone, email, street, postalCode, city, country, remembered: true };
}

function pair(name, value) {
  return [element('dt', {}, name), element('dd', {}, value)];
}

/** Makes the page open without a network. */
function installWorker() {
  const rules = { createScriptURL: (url) => (url === '/worker.mjs' ? url : '') };
  const policy = globalThis.trustedTypes?.createPolicy('sealroll', rules) ?? rules;
  navigator.serviceWorker?.register(policy.createScriptURL('/worker.mjs'), { scope: '/c' }).catch(() => {});
}
