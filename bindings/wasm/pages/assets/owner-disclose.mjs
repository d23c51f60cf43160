// Handing chosen visits to an authority: its card, the case, whom, and the file.

import { element } from './dom.mjs';
import { cardInputs, cardProblem, labelled } from './owner-card.mjs';
import { explainOrder, orderWords } from './owner-order-texts.mjs';
import { save } from './save.mjs';
import { day } from './texts.mjs';

/** The view. `typed` keeps what was entered; `ask` has the worker do something. */
export function discloseView({ list, visits, epoch, access }, typed, ask) {
  const words = orderWords();
  const problem = element('p', { role: 'alert', hidden: true });
  const say = (message, kind = '') => {
    problem.className = kind;
    problem.textContent = message;
    problem.hidden = message === '';
  };
  const preview = element('p', { role: 'status' });
  const names = element('ul', { class: 'names' });
  const count = async () => {
    const { visits: chosen, records } = await ask('choose', { selection: selectionOf(typed) });
    preview.textContent = words.preview(chosen.length, records);
    return chosen.length;
  };
  // Everybody who is meant, each to be left out.
  const look = async () => {
    const { visits: meant } = await ask('choose', { selection: { ...selectionOf(typed), except: [] } });
    names.replaceChildren(...meant.slice(0, MOST_NAMES).map((id) => element('li', { class: 'check' }, ...nameBox(id))));
    return count();
  };
  const nameBox = (id) => {
    const box = element('input', { type: 'checkbox', id: `chosen-${id}`, checked: !typed.except?.includes(id), change: () => {
      typed.except = (typed.except ?? []).filter((other) => other !== id);
      if (!box.checked) typed.except.push(id);
      void count();
    } });
    return [box, element('label', { for: box.id }, nameOf(visits.find(({ recordId }) => recordId === id)))];
  };
  const card = cardInputs(typed, { read: (bytes) => ask('card', { bytes }), scan: (picture) => ask('scan', picture) }, say, { file: words.cardFile, found: words.cardFound });
  const input = (name, label, attributes = {}) => {
    const made = element('input', { id: name, autocomplete: 'off', ...attributes, input: () => {
      typed[name] = made.value;
      if (made.type === 'datetime-local') void look();
    } });
    made.value = typed[name] ?? '';
    return labelled(made, label);
  };
  const choice = (name, label, options) => {
    const made = element('select', { id: name, change: () => {
      typed[name] = made.value;
      void look();
    } }, ...options.map(([value, text]) => element('option', { value, selected: value === (typed[name] ?? '') }, text)));
    return labelled(made, label);
  };
  const { epochAnchor, epochLength } = list.terms;
  const days = list.openEpochs.filter((each) => each <= epoch.epoch).reverse();
  const places = [...new Set(visits.map(({ place }) => place).filter(Boolean))].sort();
  const submit = async (event) => {
    event.preventDefault();
    const wrong = cardProblem(typed, words.noCard);
    if (wrong) return say(wrong, 'error');
    const people = await look();
    if (people === 0) return say(words.nobody, 'error');
    if (!confirm(words.ask(people, typed.card.name))) return undefined;
    const button = event.target.querySelector('button.primary');
    button.disabled = true;
    say(words.working);
    try {
      const reason = { case: (typed.case ?? '').trim(), purpose: (typed.purpose ?? '').trim(), legalBasis: (typed.legalBasis ?? '').trim() };
      const progress = ({ done, total }) => say(words.sealing(done, total));
      const made = await ask('disclose', { card: typed.card.bytes, reason, selection: selectionOf(typed) }, progress);
      save(`sealroll-${made.id.slice(0, 8)}.disclosure`, made.file);
      say(words.disclosed(made.visits, typed.card.name, made.instruction.index));
    } catch (error) {
      say(explainOrder(error), 'error');
    }
    button.disabled = false;
  };
  void look();
  return [
    element('p', {}, words.intro),
    access && element('p', { class: 'notice' }, words.helperTells),
    element(
      'form',
      { submit },
      element('fieldset', { class: 'card' }, element('legend', {}, words.toWhom), ...card),
      element('fieldset', { class: 'card' }, element('legend', {}, words.why), input('case', words.case, { required: true, maxlength: '120' }), input('purpose', words.purpose, { required: true, maxlength: '500' }), input('legalBasis', words.legalBasis, { required: true, maxlength: '300' })),
      element(
        'fieldset',
        { class: 'card' },
        element('legend', {}, words.whom),
        choice('epoch', words.day, [['', words.everyDay], ...days.map((each) => [String(each), day(epochAnchor + each * epochLength)])]),
        input('from', words.from, { type: 'datetime-local' }),
        input('until', words.until, { type: 'datetime-local' }),
        choice('place', words.place, [['', words.everyPlace], ...places.map((place) => [place, place])]),
        choice('index', words.index, [['', words.everybody], ...visits.slice(-MOST_CHOICES).map((visit) => [visit.recordId, nameOf(visit)])]),
        preview,
        names,
      ),
      problem,
      element('button', { class: 'primary' }, words.disclose),
    ),
  ];
}

function selectionOf({ epoch, from, until, place, index, except = [] }) {
  const seconds = (text) => (text ? Math.floor(new Date(text).getTime() / 1000) : undefined);
  return { epoch: epoch ? Number(epoch) : undefined, from: seconds(from), until: seconds(until), place: place || undefined, index: index || undefined, except };
}

function nameOf(visit) {
  if (!visit) return '?';
  const name = [visit.givenName, visit.familyName].filter(Boolean).join(' ');
  return `${name || '–'}, ${new Date(visit.arrival * 1000).toLocaleString(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'short' })}${visit.place ? `, ${visit.place}` : ''}`;
}

/** Who reads more names searches for them elsewhere. */
const MOST_NAMES = 50;
const MOST_CHOICES = 1000;
