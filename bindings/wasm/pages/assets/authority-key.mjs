// The authority's key: made once, opened each time; and the card that owners need.

import { Authority, checkRecoveryCode, newRecoveryCode } from './authority/index.mjs';
import { explainAuthority, explainKey, explainName, words } from './authority-texts.mjs';
import { element } from './dom.mjs';
import { qrDrawing, qrModules } from './qr.mjs';
import { chosenFile, save } from './save.mjs';
import { secretOf } from './typed-secret.mjs';

/** Open the key file, or make one. `open` is given the authority, `make` what was made. */
export function startView({ open, make }) {
  return [
    element('h1', {}, words().title),
    element('p', {}, words().intro),
    openForm(open),
    makeForm(make),
  ];
}

/** The code and the file are kept before the card is shown: both are asked for next. */
export function newKeyView({ name, code, file }, next) {
  return [
    element('h1', {}, words().keepTitle),
    element('p', {}, words().keepIntro),
    element('h2', {}, words().codeTitle),
    element('p', { class: 'words code' }, code),
    element('p', { class: 'hint' }, words().codeHint),
    element('h2', {}, words().fileTitle),
    element('p', { class: 'hint' }, words().fileHint),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', class: 'primary', click: () => save(`${fileName(name)}.key`, file) }, words().saveKey),
      element('button', { type: 'button', click: next }, words().kept),
    ),
  ];
}

/** Name and words for owners, and the next disclosure. */
export function cardView(authority, { open, close }) {
  const card = authority.card();
  const asText = btoa(String.fromCharCode(...card));
  return [
    element('h1', {}, authority.name),
    element(
      'section',
      { class: 'card' },
      element('h2', {}, words().cardTitle),
      element('p', { class: 'words' }, authority.words),
      element('p', { class: 'hint' }, words().cardHint),
      element('details', {}, element('summary', {}, words().cardCode), element('div', { class: 'picture' }, qrDrawing(qrModules(asText), words().cardCode)), element('p', { class: 'code' }, asText)),
      element('div', { class: 'actions' }, element('button', { type: 'button', click: () => save(`${fileName(authority.name)}.card`, card) }, words().saveCard)),
    ),
    disclosureForm(open),
    element('div', { class: 'actions' }, element('button', { type: 'button', click: close }, words().close)),
  ];
}

function openForm(open) {
  const file = element('input', { id: 'key', type: 'file', required: true });
  const secret = element('input', { id: 'secret', autocomplete: 'off', spellcheck: 'false', required: true });
  return form(words().openTitle, words().openKey, explainKey, [field(file, words().keyFile), field(secret, words().secret)], async () => {
    open(Authority.fromFile(await chosenFile(file), secretOf(secret.value, checkRecoveryCode)));
  });
}

function makeForm(make) {
  const input = element('input', { id: 'name', required: true, maxlength: '120', autocomplete: 'off' });
  return form(words().makeTitle, words().makeKey, explainName, [field(input, words().name)], () => {
    const authority = Authority.generate(input.value.trim());
    const code = newRecoveryCode();
    const file = authority.toFile({ recoveryCode: code });
    const { name } = authority;
    authority.free();
    make({ name, code, file });
  });
}

function disclosureForm(open) {
  const file = element('input', { id: 'disclosure', type: 'file', required: true });
  return form(words().disclosureTitle, words().openDisclosure, explainAuthority, [field(file, words().disclosureFile)], async () => {
    open(await chosenFile(file));
  });
}

/** A form that says what went wrong and keeps what was typed. */
function form(title, label, explain, fields, act) {
  const problem = element('p', { role: 'alert', hidden: true });
  const button = element('button', { class: 'primary' }, label);
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.className = '';
    problem.textContent = words().working;
    problem.hidden = false;
    try {
      // The key file takes a second: the sentence above is drawn first.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await act();
    } catch (error) {
      problem.className = 'error';
      problem.textContent = explain(error);
    }
    button.disabled = false;
  };
  return element('form', { class: 'card', submit }, element('h2', {}, title), ...fields, problem, button);
}

function field(input, label) {
  return element('div', { class: 'field' }, element('label', { for: input.id }, label), input);
}

function fileName(name) {
  return name.normalize('NFKD').replace(/[^a-z0-9]+/gi, '-').replace(/^-+|-+$/g, '').toLowerCase() || 'authority';
}
