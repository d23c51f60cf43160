// The owner's page: a new list, then who is there, the signs, the days and the keys.

import { element, show } from './dom.mjs';
import { proofView, termsView } from './owner-create.mjs';
import { daysView } from './owner-days.mjs';
import { devicesView } from './owner-devices.mjs';
import { discloseView } from './owner-disclose.mjs';
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
const filters = { search: '', from: '', place: '' };
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
    const { isLasting: lasting, list } = await office.ask('begin', {
      module: meta('module'), integrity: meta('integrity'), pool: meta('pool'), opener: meta('opener'), vectors: meta('vectors'), strength: meta('strength'),
    });
    isLasting = lasting;
    if (list) return await live();
  } catch (error) {
    return problem(error, begin);
  }
  create();
}

function create() {
  draw(() => termsView(typed, async (form) => {
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
  }, { restore, judge: (passphrase) => office.ask('strength', { passphrase }), card: (bytes) => office.ask('card', { bytes }) }));
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

async function live() {
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
    else if (Date.now() > readUntil) notice = '';
    const isNew = JSON.stringify({ ...state, at: 0 }) !== before;
    if (isThorough || (isNew && !document.activeElement?.closest('.filters, form, details'))) await main();
    else document.getElementById('status').textContent = statusLine();
  } catch (error) {
    if (!state) return problem(error, () => refresh(isThorough));
    notice = explainOwner(error);
    await main();
  }
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
  const asked = await ask();
  const scroll = scrollY;
  draw(() => [
    element('h1', {}, state.list.terms.venue),
    navigation(),
    state.list.environment === 'test' && element('p', { class: 'notice' }, words().testList),
    !isLasting && element('p', { class: 'notice' }, words().nothingKept),
    state.isUnsaved && view !== 'keys' && element('p', { class: 'notice' }, words().unsaved),
    state.recovery.isSet && state.recovery.isDrillDue && view !== 'keys' && element('p', { class: 'notice' }, keyWords().drillDue),
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
  return undefined;
}

function content(asked) {
  const work = (...task) => office.ask(...task);
  if (view === 'posters') return posterView(state.list, asked, replacePoster);
  if (view === 'disclose') return discloseView(state, disclosure, work);
  if (view === 'rights') return rightsView(asked, state.visits, answers, work, rightsAgain);
  if (view === 'devices') return devicesView(asked, state, admission, work, rightsAgain);
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
    words().views[name],
  );
  return element('nav', { 'aria-label': words().navigation }, ...['today', 'posters', 'days', 'rights', 'disclose', 'devices', 'keys'].map(entry));
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
  clearInterval(timer);
  state = undefined;
  draw(() => [element('h1', {}, 'Sealroll'), element('p', { role: 'status' }, keyWords().ended), element('button', { type: 'button', class: 'primary', click: create }, words().createTitle)]);
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
