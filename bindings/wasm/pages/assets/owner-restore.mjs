// Bringing a list back on a new device, and renewing a device's certificates: both need the
// identity file.

import { element } from './dom.mjs';
import { explainKeyFile, words } from './owner-texts.mjs';

/** Identity file, decryption file and code; `restore` does the work, `back` gives up. */
export function restoreView(restore, back) {
  const files = { identity: fileInput('identity'), decryption: fileInput('decryption') };
  return [
    element('h1', {}, words().restoreTitle),
    element('p', {}, words().restoreIntro),
    keyForm(files, words().restore, restore, 'primary'),
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
    keyForm({ identity: fileInput('identity') }, words().renewButton, async (given) => {
      await renew(given);
      return words().renewed;
    }),
  );
}

/** Files and a code; `act` is given their bytes and may return what to say. */
function keyForm(files, label, act, style) {
  const code = element('input', { id: 'secret', autocomplete: 'off', spellcheck: 'false', required: true });
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
      say(explainKeyFile(error), 'error');
    }
    button.disabled = false;
  };
  const field = (input, text) => element('div', { class: 'field' }, element('label', { for: input.id }, text), input);
  const choices = Object.entries(files).map(([name, input]) => field(input, words().files[name]));
  return element('form', { submit }, ...choices, field(code, words().codeOrPassphrase), result, button);
}

function fileInput(name) {
  return element('input', { id: `file-${name}`, type: 'file', required: true });
}
