// What brings a lost device back: the trial, the paper, the file, and this device's certificates.

import { element } from './dom.mjs';
import { explainKeys, keyWords } from './owner-key-texts.mjs';
import { codeView, paperView } from './owner-paper.mjs';
import { codeInput, fileInput, keyForm, renewView } from './owner-restore.mjs';
import { words } from './owner-texts.mjs';
import { save } from './save.mjs';
import { day } from './texts.mjs';

/** The view. `ask` has the worker do something, `changed` is told of what the state now is. */
export function keysView({ list, recovery, visits }, ask, changed, ended) {
  const text = keyWords();
  const { lastDrill, isSet } = recovery;
  const proven = element('p', { id: 'proven' }, lastDrill ? text.drillLast(day(lastDrill)) : text.drillNever);
  const tried = (when) => {
    proven.textContent = text.drillLast(day(when));
    changed({ recovery: { ...recovery, lastDrill: when, isDrillDue: false } });
  };
  const drill = async (secret) => {
    tried(await ask('drill', { secret }));
    return text.drilled;
  };
  const shown = element('div');
  const about = { venue: list.terms.venue, ...list };
  const show = async (secret) => {
    const { drilled, ...known } = await ask('paper', { secret });
    tried(drilled);
    const part = (needed, count) => ask('sheets', { code: known.code, needed, count });
    shown.replaceChildren(...(known.code ? [...codeView(known), ...paperView(known, about, part)] : [element('p', {}, text.passphraseKeys)]));
    return '';
  };
  const file = async (code) => {
    const bytes = await ask('decryptionFile', { code });
    save(`sealroll-${list.listId.slice(0, 8)}.decryption`, bytes);
    changed({ isUnsaved: false });
    return words().saved;
  };
  const [failed, broken] = [() => text.drillFailed, explainKeys];
  return [
    element('h2', {}, words().wordsTitle),
    element('p', { class: 'words' }, list.fingerprintWords),
    element('p', { class: isSet ? 'hint' : 'notice' }, isSet ? text.recoveryStored : text.noRecovery),
    isSet && card(text.drillTitle, proven, text.drillIntro, 'drill', text.drillButton, drill, (error) => (error.code === 'open-failed' ? failed() : broken(error))),
    isSet && element('details', { class: 'card' }, element('summary', {}, text.printAgainTitle), element('p', {}, text.printAgainIntro), secretForm('paper', text.printAgain, show, broken), shown),
    element('details', { class: 'card' }, element('summary', {}, text.fileTitle), element('p', {}, words().decryptionIntro), secretForm('code', words().saveDecryption, file, broken)),
    renewView((given) => ask('renew', given)),
    endView(visits.length, ask, ended),
  ];
}

/** The end of the list, with what will be lost said first. */
function endView(count, ask, ended) {
  const text = keyWords();
  const [identity, code] = [fileInput('identity'), codeInput()];
  for (const input of [identity, code]) input.id = `${input.id}-end`;
  const end = async (given) => {
    if (!confirm(text.endAsk(count))) return '';
    await ask('terminate', given);
    ended();
    return text.ended;
  };
  return element(
    'details',
    { class: 'card' },
    element('summary', {}, text.endTitle),
    element('p', { class: 'notice' }, text.endIntro),
    keyForm({ identity }, code, text.endButton, end, { style: 'danger' }),
  );
}

function card(title, state, intro, id, label, act, explain) {
  return element('section', { class: 'card' }, element('h2', {}, title), state, element('p', {}, intro), secretForm(id, label, act, explain));
}

/** What people type; `act` does the work and says what came of it. */
function secretForm(id, label, act, explain) {
  const input = element('input', { id, autocomplete: 'off', spellcheck: 'false', required: true });
  const result = element('p', { role: 'alert', hidden: true });
  const button = element('button', {}, label);
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
      say(await act(input.value));
      input.value = '';
    } catch (error) {
      say(explain(error), 'error');
    }
    button.disabled = false;
  };
  return element('form', { submit }, element('div', { class: 'field' }, element('label', { for: id }, keyWords().typeSecret), input), result, button);
}
