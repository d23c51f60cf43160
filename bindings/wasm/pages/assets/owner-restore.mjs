// Bringing a list back on a new device, and renewing a device's certificates: both need the
// identity file.

import { element } from './dom.mjs';
import { explainKeys, keyWords } from './owner-key-texts.mjs';
import { words } from './owner-texts.mjs';

/** Identity file and what was kept on paper; `restore` does the work, `back` gives up. */
export function restoreView(restore, back) {
  const text = keyWords();
  const sheets = element('textarea', { id: 'sheets', rows: '3', spellcheck: 'false', autocapitalize: 'characters', input: () => (code.required = sheets.value.trim() === '') });
  const code = codeInput();
  const decryption = fileInput('decryption', false);
  const more = [
    element('div', { class: 'field' }, element('label', { for: 'sheets' }, text.sheetsTyped), sheets),
    element('details', {}, element('summary', {}, text.otherFile), element('div', { class: 'field' }, element('label', { for: decryption.id }, words().files.decryption), decryption)),
  ];
  const all = async (given) => {
    const lines = sheets.value.split('\n').map((line) => line.trim()).filter(Boolean);
    const file = decryption.files[0] && new Uint8Array(await decryption.files[0].arrayBuffer());
    await restore({ ...given, sheets: lines, decryption: file });
  };
  return [
    element('h1', {}, words().restoreTitle),
    element('p', {}, text.recoverIntro),
    keyForm({ identity: fileInput('identity') }, code, words().restore, all, { style: 'primary', more }),
    element('div', { class: 'actions' }, element('button', { type: 'button', click: back }, words().back)),
  ];
}

/** The identity file certifies this device anew. */
export function renewView(renew) {
  return element(
    'section',
    { class: 'card' },
    element('h2', {}, words().renewTitle),
    element('p', {}, words().renewIntro),
    keyForm({ identity: fileInput('identity') }, codeInput(), words().renewButton, async (given) => {
      await renew(given);
      return words().renewed;
    }),
  );
}

/** Files and a code; `act` is given their bytes and may return what to say. */
export function keyForm(files, code, label, act, { style, more = [], explain = explainKeys } = {}) {
  const result = element('p', { role: 'alert', hidden: true });
  const button = element('button', { class: style }, label);
  const say = (message, kind = '') => {
    result.textContent = message;
    result.className = kind;
    result.hidden = message === '';
  };
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    say(words().working);
    try {
      const given = { secret: code.value };
      for (const [name, input] of Object.entries(files)) given[name] = new Uint8Array(await input.files[0].arrayBuffer());
      say((await act(given)) ?? '');
      code.value = '';
    } catch (error) {
      say(explain(error), 'error');
    }
    button.disabled = false;
  };
  const field = (input, text) => element('div', { class: 'field' }, element('label', { for: input.id }, text), input);
  const choices = Object.entries(files).map(([name, input]) => field(input, words().files[name]));
  return element('form', { submit }, ...choices, field(code, keyWords().typeSecret), ...more, result, button);
}

export function fileInput(name, required = true) {
  return element('input', { id: `file-${name}`, type: 'file', required });
}

export function codeInput() {
  return element('input', { id: 'secret', autocomplete: 'off', spellcheck: 'false', required: true });
}
