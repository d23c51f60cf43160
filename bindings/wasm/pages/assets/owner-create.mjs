// A new list in three steps: the terms, the keys with the proof that they were kept, and live.

import { element } from './dom.mjs';
import { cardInputs, cardProblem } from './owner-card.mjs';
import { helperWords } from './owner-helper-texts.mjs';
import { explainKeys, keyWords } from './owner-key-texts.mjs';
import { codeView, paperView } from './owner-paper.mjs';
import { passphraseView } from './owner-passphrase.mjs';
import { explainOwner, words } from './owner-texts.mjs';

/** Step one. `next` is given the form; `restore` and `help` lead elsewhere, `judge` weighs a passphrase,
 * `card` takes the card of an authority. */
export function termsView(typed, next, { restore, help, judge, card }) {
  const inputs = new Map();
  const input = (name, attributes = {}) => {
    const made = element('input', { id: name, name, ...attributes });
    made.value = typed[name] ?? words().presets[name] ?? '';
    inputs.set(name, made);
    return element('div', { class: 'field' }, element('label', { for: name }, words().terms[name]), made);
  };
  const choices = FIELDS.map(([field, usual]) => {
    const options = ['absent', 'optional', 'required'].map((policy) => element('option', { value: policy, selected: policy === (typed[field] ?? usual) }, words().policies[policy]));
    const select = element('select', { id: field, name: field }, ...options);
    inputs.set(field, select);
    return element('div', {}, element('label', { for: field }, words().fields[field]), select);
  });
  const doorCode = element('input', { type: 'checkbox', id: 'doorCode', checked: typed.doorCode });
  const problem = element('p', { class: 'error', role: 'alert', hidden: true });
  const say = (message) => {
    problem.textContent = message;
    problem.hidden = message === '';
  };
  const submit = async (event) => {
    event.preventDefault();
    problem.hidden = true;
    typed.doorCode = doorCode.checked;
    for (const [name, { value }] of inputs) typed[name] = value;
    const wrong = typed.dual.isWanted ? cardProblem(typed.dual, keyWords().noAuthority) : undefined;
    if (wrong) return say(wrong);
    const button = event.target.querySelector('button.primary');
    button.disabled = true;
    try {
      await next(formOf(typed));
    } catch (error) {
      problem.textContent = keyWords().errors[error.code] ?? explainOwner(error);
      problem.hidden = false;
      button.disabled = false;
    }
  };
  return [
    element('h1', {}, words().createTitle),
    element('p', {}, words().createIntro),
    element('div', { class: 'actions' }, element('button', { type: 'button', click: restore }, words().restoreTitle), element('button', { type: 'button', click: help }, helperWords().begin)),
    element(
      'form',
      { submit },
      input('venue', { required: true, maxlength: '120' }),
      input('address', { maxlength: '200' }),
      input('contact', { required: true, maxlength: '200' }),
      input('purposeDe', { required: true }),
      input('purposeEn', { required: true }),
      input('legalBasisDe', { required: true }),
      input('legalBasisEn', { required: true }),
      input('retentionEpochs', { type: 'number', min: '1', max: '3660', required: true }),
      element('fieldset', { class: 'filters' }, element('legend', {}, words().fieldsLegend), ...choices),
      element('div', { class: 'check' }, doorCode, element('label', { for: 'doorCode' }, words().askDoorCode)),
      dualView((typed.dual ??= {}), card, say),
      passphraseView(typed, judge),
      problem,
      element('button', { class: 'primary' }, words().makeKeys),
    ),
  ];
}

/** Dual control: with an authority's card, the owner alone cannot read who came. */
function dualView(dual, card, say) {
  const text = keyWords();
  const inputs = element('div', { hidden: !dual.isWanted }, ...cardInputs(dual, card, say, { file: text.authorityCard, found: text.authorityFound }, 'dual'));
  const wanted = element('input', { type: 'checkbox', id: 'dual-wanted', checked: dual.isWanted, change: () => {
    dual.isWanted = wanted.checked;
    inputs.hidden = !wanted.checked;
  } });
  return element(
    'details',
    { class: 'card', open: Boolean(dual.isWanted) },
    element('summary', {}, text.dualTitle),
    element('p', {}, text.dualIntro),
    element('div', { class: 'check' }, wanted, element('label', { for: 'dual-wanted' }, text.dualWanted)),
    inputs,
  );
}

/** Step two. `part` makes sheets, `prove` and `goLive` do the work. */
export function proofView({ code, words: inWords, file, list }, { part, prove, goLive }) {
  const name = `sealroll-${list.listId.slice(0, 8)}.identity`;
  const url = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
  const download = element('a', { class: 'button', href: url, download: name }, words().saveFile);
  const typedCode = element('input', { id: 'code', autocomplete: 'off', spellcheck: 'false', required: true });
  const chosenFile = element('input', { id: 'file', type: 'file', required: true });
  const problem = element('p', { class: 'error', role: 'alert', hidden: true });
  const submit = async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const button = event.target.querySelector('button.primary');
    button.disabled = true;
    try {
      const bytes = new Uint8Array(await chosenFile.files[0].arrayBuffer());
      await prove({ code: typedCode.value, file: bytes });
      URL.revokeObjectURL(url);
      await goLive();
    } catch (error) {
      problem.textContent = explainKeys(error);
      problem.hidden = false;
      button.disabled = false;
    }
  };
  const about = { venue: list.terms.venue, ...list };
  const shown = code
    ? [element('h2', {}, words().codeTitle), ...codeView({ code, words: inWords }), element('p', { class: 'hint' }, words().codeHint), ...paperView({ code, words: inWords }, about, part)]
    : [element('p', { class: 'notice' }, keyWords().passphraseKeys)];
  return [
    element('h1', {}, words().keysTitle),
    element('p', {}, words().keysIntro),
    ...shown,
    element('h2', {}, words().fileTitle),
    element('div', { class: 'actions' }, download),
    element('p', { class: 'hint' }, words().fileHint),
    element(
      'form',
      { submit, class: 'card' },
      element('h2', {}, words().proofTitle),
      element('p', {}, words().proofIntro),
      element('div', { class: 'field' }, element('label', { for: 'code' }, keyWords().typeSecret), typedCode),
      element('div', { class: 'field' }, element('label', { for: 'file' }, words().chooseFile), chosenFile),
      problem,
      element('button', { class: 'primary' }, words().goLive),
    ),
  ];
}

function formOf(typed) {
  return {
    venue: typed.venue.trim(),
    address: typed.address.trim(),
    contact: typed.contact.trim(),
    purpose: { de: typed.purposeDe.trim(), en: typed.purposeEn.trim() },
    legalBasis: { de: typed.legalBasisDe.trim(), en: typed.legalBasisEn.trim() },
    retentionEpochs: Number(typed.retentionEpochs),
    doorCode: typed.doorCode === true,
    passphrase: typed.passphrase?.trim() || undefined,
    authorityCard: typed.dual.isWanted ? typed.dual.card.bytes : undefined,
    fields: Object.fromEntries(FIELDS.map(([field]) => [field, typed[field]])),
  };
}

const FIELDS = [
  ['givenName', 'required'], ['familyName', 'required'], ['phone', 'required'], ['email', 'optional'],
  ['street', 'absent'], ['postalCode', 'absent'], ['city', 'absent'], ['country', 'absent'],
  ['place', 'optional'], ['companions', 'optional'], ['companionNames', 'absent'], ['plannedEnd', 'absent'],
];
