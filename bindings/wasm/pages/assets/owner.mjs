// The owner's page: a new list, then who is there, the signs, the days and the keys.

import { element, show } from './dom.mjs';
import { proofView, termsView } from './owner-create.mjs';
import { daysView } from './owner-days.mjs';
import { devicesView, elsewhereView } from './owner-devices.mjs';
import { discloseView } from './owner-disclose.mjs';
import { accessView, helperView } from './owner-helper.mjs';
import { helperWords } from './owner-helper-texts.mjs';
import { keyWords } from './owner-key-texts.mjs';
import { keysView } from './owner-keys.mjs';
import { Office } from './owner-office.mjs';
import { posterView } from './owner-poster.mjs';
import { restoreView } from './owner-restore.mjs';
import { rightsView } from './owner-rights.mjs';
import { explainOwner, words } from './owner-texts.mjs';
import { todayView } from './owner-today.mjs';
import { TYPES, save } from './save.mjs';
import { clockTime, language, startLanguage, text, toggleLanguage } from './texts.mjs';

const meta = (name) => document.querySelector(`meta[name=sealroll-${name}]`).content;
const now = () => Math.floor(Date.now() / 1000);
const office = new Office(meta('worker'));
const filters = { search: '', from: '', until: '', place: '' };
const typed = {};
/** What stands in the form of a disclosure. */
const disclosure = {};
/** What stands in the answers to guests, by request. */
const answers = {};
/** What stands in the form that lets a device in. */
const admission = {};

let view = 'today';
let state;
let isLasting = true;
let redraw = () => {};
let notice = '';
/** The refresh under way. */
let refreshing;
let readUntil = 0;
let timer;

startLanguage();
await begin();

async function begin() {
  draw(() => [element('h1', {}, 'Sealroll'), element('p', { role: 'status' }, words().loading)]);
  try {
    const { isLasting: lasting, list, isHelper } = await office.ask('begin', {
      module: meta('module'), integrity: meta('integrity'), pool: meta('pool'), opener: meta('opener'), vectors: meta('vectors'), strength: meta('strength'),
    });
    isLasting = lasting;
    if (list) return await live();
    if (isHelper) return await help();
  } catch (error) {
    return problem(error, begin);
  }
  create();
}

function create() {
  draw(() => withNotice(termsView(typed, async (form) => {
    await navigator.storage?.persist?.();
    const made = await office.ask('draft', { ...form, environment: meta('environment') });
    draw(() => proofView(made, {
      part: (needed, count) => office.ask('sheets', { code: made.code, needed, count }),
      prove: (proof) => office.ask('prove', proof),
      goLive: async () => {
        await office.ask('goLive');
        view = 'posters';
        await live();
      },
    }));
  }, {
    restore,
    help,
    judge: (passphrase) => office.ask('strength', { passphrase }),
    card: { read: (bytes) => office.ask('card', { bytes }), scan: (picture) => office.ask('scan', picture) },
  })));
}

function restore() {
  draw(() => restoreView(async (given) => {
    await navigator.storage?.persist?.();
    const { days } = await office.ask('restore', { ...given, environment: meta('environment') });
    await live();
    tell(`${keyWords().recovered(days)} ${keyWords().stolenHint}`);
    await main();
  }, create));
}

/** Below the heading: whoever makes keys here must know that they do not stay. */
function withNotice([heading, ...rest]) {
  return [heading, storageNotice(), ...rest];
}

function storageNotice() {
  return !isLasting && element('p', { class: 'notice' }, words().nothingKept);
}

/** Works on somebody else's list. */
async function help() {
  const device = await office.ask('ownDevice');
  await navigator.storage?.persist?.();
  draw(() => withNotice(helperView(device, (...task) => office.ask(...task), { again: help, done: live, back: create })));
}

async function live() {
  clearInterval(timer);
  await refresh(true);
  timer = setInterval(() => {
    if (document.visibilityState === 'visible') void refresh(false);
  }, 10_000);
}

/** Syncs and opens; draws anew unless somebody is typing. */
async function refresh(isThorough) {
  if (refreshing && !isThorough) return;
  await refreshing;
  refreshing = refreshNow(isThorough);
  await refreshing;
  refreshing = undefined;
}

async function refreshNow(isThorough) {
  try {
    const progress = ({ done, total }) => {
      const status = document.getElementById('status');
      if (status && done < total) status.textContent = words().opening(done, total);
    };
    const before = JSON.stringify({ ...state, at: 0 });
    state = { ...(await office.ask('refresh', { isThorough }, progress)), at: now() };
    if (state.notice) notice = words().renew;
    else if (state.gaveUp > 0) tell(helperWords().gaveUp(state.gaveUp));
    else if (Date.now() > readUntil) notice = '';
    const isNew = JSON.stringify({ ...state, at: 0 }) !== before;
    if (isThorough || (isNew && !isTyping())) await main();
    else document.getElementById('status').textContent = statusLine();
  } catch (error) {
    if (!state) return problem(error, () => refresh(isThorough));
    notice = explainOwner(error);
    if (isTyping()) document.getElementById('status').textContent = notice;
    else await main();
  }
}

/** Nothing typed or chosen is lost because something new came in. */
function isTyping() {
  const isFilled = ({ type, files, value }) => (type === 'file' ? files.length > 0 : type !== 'checkbox' && value !== '');
  return Boolean(document.activeElement?.closest('.filters, form, details')) || [...document.querySelectorAll('main form input, main form textarea')].some(isFilled);
}

/** Says what came of something, long enough to be read. */
function tell(message) {
  notice = message;
  readUntil = Date.now() + 20_000;
}

function statusLine() {
  return notice || words().synced(clockTime(state.at));
}

async function main() {
  if (!views().includes(view)) [view] = views();
  const asked = await ask();
  const scroll = scrollY;
  draw(() => [
    element('h1', {}, state.list.terms.venue),
    navigation(),
    state.list.environment === 'test' && element('p', { class: 'notice' }, words().testList),
    storageNotice(),
    state.isUnsaved && view !== 'keys' && element('p', { class: 'notice' }, words().unsaved),
    state.recovery.isSet && state.recovery.isDrillDue && view !== 'keys' && element('p', { class: 'notice' }, keyWords().drillDue),
    ...elsewhereView(state),
    element('p', { class: notice ? 'notice' : 'hint', role: 'status', id: 'status' }, statusLine()),
    ...content(asked).filter(Boolean),
  ]);
  scrollTo(0, scroll);
}

/** What a view needs from the worker. */
function ask() {
  if (view === 'posters') return office.ask('poster', { base: location.origin });
  if (view === 'rights') return office.ask('rights');
  if (view === 'devices') return office.ask('devices');
  if (view === 'access') return office.ask('ownDevice');
  return undefined;
}

function content(asked) {
  const work = (...task) => office.ask(...task);
  if (view === 'posters') return posterView(state.list, asked, replacePoster);
  if (view === 'disclose') return discloseView(state, disclosure, work);
  if (view === 'rights') return rightsView(asked, state.visits, answers, work, rightsAgain);
  if (view === 'devices') return devicesView(asked, state, admission, work, rightsAgain);
  if (view === 'access') return accessView(state, asked, work, { done: live, forgotten });
  if (view === 'days') return daysView(state, { exportDay, erase });
  if (view === 'keys') return keysView(state, work, (changes) => Object.assign(state, changes), ended);
  return todayView(state, filters, now());
}

function navigation() {
  const entry = (name) => element(
    'button',
    {
      type: 'button',
      class: 'plain',
      'aria-current': name === view ? 'page' : undefined,
      click: () => {
        view = name;
        void main();
      },
    },
    name === 'access' ? helperWords().view : words().views[name],
  );
  return element('nav', { 'aria-label': words().navigation }, ...views().map(entry));
}

/** What there is to see: a device that was let in has no keys to show and nobody to answer. */
function views() {
  const { access } = state;
  if (!access) return ['today', 'posters', 'days', 'rights', 'disclose', 'devices', 'keys'];
  const may = (right) => !access.isRevoked && access.rights.includes(right);
  return [...(may('read') ? ['today'] : []), ...(may('read') || may('instruct') ? ['days'] : []), ...(may('disclose') ? ['disclose'] : []), 'access'];
}

/** The codes in print end; the page shows the new one. */
async function replacePoster() {
  try {
    const readers = await office.ask('replacePoster');
    await rightsAgain(words().newCodeDone(readers));
  } catch (error) {
    await rightsAgain(explainOwner(error));
  }
}

/** The list is no more. */
function ended() {
  leave(() => keyWords().ended);
}

/** The keys of this device are no more. */
function forgotten() {
  leave(() => helperWords().forgotten);
}

function leave(what) {
  clearInterval(timer);
  state = undefined;
  view = 'today';
  draw(() => [element('h1', {}, 'Sealroll'), element('p', { role: 'status' }, what()), element('button', { type: 'button', class: 'primary', click: create }, words().createTitle)]);
}

/** After an order: what it changed, and what came of it. */
async function rightsAgain(message) {
  await refresh(true);
  tell(message);
  await main();
}

async function exportDay(epoch, kind) {
  const content = await office.ask(kind, { epoch });
  save(`sealroll-${epoch}.${kind}`, content, TYPES[kind]);
}

async function erase(epoch, date) {
  try {
    await office.ask('erase', { epoch });
    await refresh(true);
    tell(words().erased(date));
  } catch (error) {
    tell(explainOwner(error));
  }
  await main();
}

function problem(error, retry) {
  draw(() => [
    element('h1', {}, text.problem),
    element('p', { role: 'alert' }, explainOwner(error)),
    element('button', { type: 'button', class: 'primary', click: () => void retry() }, text.retry),
  ]);
}

function draw(children) {
  redraw = () => draw(children);
  const toggle = () => {
    toggleLanguage();
    redraw();
  };
  const header = element(
    'header',
    {},
    element('span', { class: 'brand' }, 'Sealroll'),
    element('button', { type: 'button', class: 'plain', lang: language() === 'de' ? 'en' : 'de', click: toggle }, text.other),
  );
  show(header, ...children().filter(Boolean), element('footer', {}, element('p', { class: 'hint program' }, `${text.program} ${meta('integrity').slice('sha256-'.length)}`)));
}
