// A new list in three steps: the terms, the keys with the proof that they were kept, and live.

import { element } from './dom.mjs';
import { explainKeyFile, explainOwner, words } from './owner-texts.mjs';

/** Step one. `next` is given the form. */
export function termsView(typed, next, restore) {
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
  const submit = async (event) => {
    event.preventDefault();
    problem.hidden = true;
    typed.doorCode = doorCode.checked;
    for (const [name, { value }] of inputs) typed[name] = value;
    const button = event.target.querySelector('button.primary');
    button.disabled = true;
    try {
      await next(formOf(typed));
    } catch (error) {
      problem.textContent = explainOwner(error);
      problem.hidden = false;
      button.disabled = false;
    }
  };
  return [
    element('h1', {}, words().createTitle),
    element('p', {}, words().createIntro),
    element('div', { class: 'actions' }, element('button', { type: 'button', click: restore }, words().restoreTitle)),
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
      problem,
      element('button', { class: 'primary' }, words().makeKeys),
    ),
  ];
}

/** Step two. `prove` and `goLive` do the work. */
export function keysView({ code, file, list }, { prove, goLive }) {
  const name = `sealroll-${list.listId.slice(0, 8)}.identity`;
  const url = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
  const download = element('a', { class: 'button', href: url, download: name }, words().saveFile);
  const typedCode = element('input', { id: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', required: true });
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
      problem.textContent = explainKeyFile(error);
      problem.hidden = false;
      button.disabled = false;
    }
  };
  return [
    element('h1', {}, words().keysTitle),
    element('p', {}, words().keysIntro),
    element('h2', {}, words().codeTitle),
    element('p', { class: 'words code' }, code),
    element('p', { class: 'hint' }, words().codeHint),
    element('h2', {}, words().fileTitle),
    element('div', { class: 'actions' }, download),
    element('p', { class: 'hint' }, words().fileHint),
    element(
      'form',
      { submit, class: 'card' },
      element('h2', {}, words().proofTitle),
      element('p', {}, words().proofIntro),
      element('div', { class: 'field' }, element('label', { for: 'code' }, words().typeCode), typedCode),
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
    fields: Object.fromEntries(FIELDS.map(([field]) => [field, typed[field]])),
  };
}

const FIELDS = [
  ['givenName', 'required'], ['familyName', 'required'], ['phone', 'required'], ['email', 'optional'],
  ['street', 'absent'], ['postalCode', 'absent'], ['city', 'absent'], ['country', 'absent'],
  ['place', 'optional'], ['companions', 'optional'], ['companionNames', 'absent'], ['plannedEnd', 'absent'],
];
