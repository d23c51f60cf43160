// For somebody who helps, or a second device of the owner: keys and card of this device, the grant
// that comes back, and what it allows.

import { element } from './dom.mjs';
import { bytesOf, cameraInput, textOf } from './owner-camera.mjs';
import { labelled } from './owner-card.mjs';
import { explainHelper, helperWords } from './owner-helper-texts.mjs';
import { qrDrawing, qrModules } from './qr.mjs';
import { chosenFile, save } from './save.mjs';
import { day } from './texts.mjs';

/**
 * The views before there is a list. `device` is what the worker knows of this device, `ask` has it do
 * something, `again` draws anew with what it then knows, `done` is called once the list is there.
 */
export function helperView(device, ask, { again, done, back }) {
  const words = helperWords();
  return [
    element('h1', {}, words.title),
    element('p', {}, words.intro),
    ...(device ? [cardView(device), grantView(ask, done), forgetButton(ask, back)] : [makeForm(ask, again)]),
    element('div', { class: 'actions' }, element('button', { type: 'button', click: back }, words.back)),
  ];
}

/** What this device may do, and a new grant. */
export function accessView({ access, list }, device, ask, { done, forgotten }) {
  const words = helperWords();
  const days = access.days.map(({ date }) => day(date)).join(', ');
  const may = access.rights.map((right) => words.rights[right]).join(', ');
  return [
    access.isRevoked && element('p', { class: 'notice' }, `${words.revoked} ${words.revokedOpens(access.days.length)}`),
    element(
      'section',
      { class: 'card' },
      element('h2', {}, words.accessTitle),
      !access.isRevoked && element('p', {}, `${words.may}: ${may}${access.until ? `; ${words.until(day(access.until))}` : ''}.`),
      element('p', {}, days ? words.canOpen(days) : words.opensNothing),
      element('p', { class: 'words' }, list.fingerprintWords),
    ),
    device && element('details', { class: 'card' }, element('summary', {}, words.newGrant), cardView(device), grantView(ask, done)),
    forgetButton(ask, forgotten),
  ];
}

function makeForm(ask, again) {
  const words = helperWords();
  const name = element('input', { id: 'device-name', required: true, maxlength: '120', autocomplete: 'off' });
  const problem = alert();
  const submit = (event) => work(event, problem, async () => {
    await ask('makeDevice', { name: name.value.trim() });
    await again();
  });
  return element('form', { class: 'card', submit }, labelled(name, words.name), problem, element('button', { class: 'primary' }, words.make));
}

/** Name, words, and the card in three forms. */
function cardView({ name, words: spoken, card }) {
  const words = helperWords();
  const asText = textOf(card);
  return element(
    'section',
    { class: 'card' },
    element('h2', {}, words.cardTitle),
    element('p', {}, name),
    element('p', { class: 'words' }, spoken),
    element('p', { class: 'hint' }, words.cardHint),
    element('div', { class: 'actions' }, element('button', { type: 'button', click: () => save(`${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.card`, card) }, words.saveCard)),
    element(
      'details',
      {},
      element('summary', {}, words.asCode),
      element('div', { class: 'picture' }, qrDrawing(qrModules(asText), words.cardCode)),
      element('p', { class: 'hint' }, words.asText),
      element('p', { class: 'code' }, asText),
    ),
  );
}

/** The grant as a file, as text or by camera; what it says is shown before it is used. */
function grantView(ask, done) {
  const words = helperWords();
  const problem = alert();
  const shown = element('div', { role: 'status' });
  const environment = document.querySelector('meta[name=sealroll-environment]').content;
  const read = async (bytes) => {
    shown.replaceChildren();
    const grant = await ask('readGrant', { file: bytes, environment });
    shown.replaceChildren(askView(grant, take));
  };
  const take = (event) => work(event, problem, async () => {
    await ask('takeGrant');
    await done();
  });
  const file = element('input', { id: 'grant-file', type: 'file' });
  const pasted = element('input', { id: 'grant-text', autocomplete: 'off', spellcheck: 'false' });
  const camera = cameraInput((picture) => ask('scan', picture), (text) => guarded(problem, () => read(bytesOf(text))));
  const submit = (event) => work(event, problem, async () => {
    if (file.files[0]) await read(await chosenFile(file));
    else if (pasted.value.trim()) await read(bytesOf(pasted.value));
    else throw new Missing();
  });
  return element(
    'section',
    { class: 'card' },
    element('h2', {}, words.grantTitle),
    element('p', {}, words.grantIntro),
    element('form', { submit }, labelled(file, words.grantFile), labelled(pasted, words.grantText), camera, problem, element('button', { class: 'primary' }, words.read)),
    shown,
  );
}

/** Whose list it is and what may be done, before anything is used (GRT-3). */
function askView({ venue, contact, words: spoken, rights, dates }, take) {
  const words = helperWords();
  const pair = (name, value, style) => [element('dt', {}, name), element('dd', { class: style }, value)];
  return element(
    'form',
    { submit: take },
    element('h2', {}, words.isThisIt),
    element(
      'dl',
      { class: 'terms' },
      ...pair(words.venue, venue),
      ...pair(words.contact, contact),
      ...pair(words.words, spoken, 'words'),
      ...pair(words.may, rights.map((right) => words.rights[right]).join(', ')),
      ...pair(words.days, [...new Set(dates.map(day))].join(' – ')),
    ),
    element('button', { class: 'primary' }, words.take),
  );
}

function forgetButton(ask, forgotten) {
  const words = helperWords();
  const forget = async () => {
    if (!confirm(words.forgetAsk)) return;
    await ask('forgetDevice');
    await forgotten();
  };
  return element('div', { class: 'actions' }, element('button', { type: 'button', class: 'danger', click: () => void forget() }, words.forget));
}

async function work(event, problem, act) {
  event.preventDefault();
  const button = event.target.querySelector('button.primary');
  button.disabled = true;
  await guarded(problem, act);
  button.disabled = false;
}

async function guarded(problem, act) {
  problem.textContent = helperWords().working;
  [problem.className, problem.hidden] = ['', false];
  try {
    await act();
    problem.hidden = true;
  } catch (error) {
    problem.textContent = error instanceof Missing ? helperWords().noGrant : explainHelper(error);
    problem.className = 'error';
  }
}

function alert() {
  return element('p', { role: 'alert', hidden: true });
}

class Missing extends Error {}
