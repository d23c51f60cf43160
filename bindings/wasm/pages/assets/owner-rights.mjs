// What guests ask for under their rights and what they are answered, auditors, and the log of all
// orders.

import { element } from './dom.mjs';
import { explainOrder, orderWords } from './owner-order-texts.mjs';
import { save } from './save.mjs';
import { dateTime } from './texts.mjs';

/**
 * The view. `typed` keeps what was entered, `ask` has the worker do something, `again` draws the view
 * anew with a notice.
 */
export function rightsView({ requests, policy, waiting, history }, visits, typed, ask, again) {
  const words = orderWords();
  const act = (work, done) => async (event) => {
    event.preventDefault();
    const button = event.submitter ?? event.currentTarget;
    button.disabled = true;
    try {
      const result = await work(button.value);
      if (result !== undefined) await again(done(result));
      else button.disabled = false;
    } catch (error) {
      await again(explainOrder(error));
    }
  };
  const button = (label, work, done) => element('button', { type: 'button', click: act(work, done) }, label);
  const admit = async () => {
    const token = await ask('admit');
    save('sealroll-auditor.json', `${JSON.stringify(token, undefined, 2)}\n`, 'application/json');
    return token;
  };
  const cards = requests.map((request) => {
    const visit = visits.find(({ recordId }) => recordId === request.checkIn);
    return requestCard(request, visit, (typed[request.recordId] ??= {}), ask, act);
  });
  return [
    element('p', {}, words.requestsIntro),
    requests.length === 0 && element('p', {}, words.noRequests),
    element('ul', { class: 'cards' }, ...cards),
    waiting > 0 && element('p', {}, words.waiting(waiting), ' ', button(words.tellNow, () => ask('tellNow'), words.told)),
    policyForm(policy, ask, act),
    element(
      'section',
      { class: 'card' },
      element('h2', {}, words.auditorTitle),
      element('p', {}, words.auditorIntro),
      element('div', { class: 'actions' }, button(words.admit, admit, ({ reader }) => words.admitted(reader))),
    ),
    element(
      'details',
      { class: 'card' },
      element('summary', {}, words.historyTitle(history.length)),
      element('ol', { class: 'history' }, ...history.map(({ index, time, text }) => element('li', { value: String(index) }, `${time ? `${dateTime(time)}: ` : ''}${text}`))),
    ),
  ];
}

/** One request with the form of its answer. */
function requestCard(request, visit, typed, ask, act) {
  const words = orderWords();
  const { recordId, checkIn, kind, arrival } = request;
  const name = visit ? [visit.givenName, visit.familyName].filter(Boolean).join(' ') : words.unknownVisit;
  const text = element('textarea', { id: `text-${recordId}`, rows: '2', maxlength: '1500', input: () => (typed.words = text.value) });
  text.value = typed.words ?? '';
  const atOnce = element('input', { type: 'checkbox', id: `now-${recordId}`, checked: typed.isAtOnce, change: () => (typed.isAtOnce = atOnce.checked) });
  const problem = element('p', { class: 'error', role: 'alert', hidden: true });
  const answer = async (decision) => {
    const own = text.value.trim();
    problem.hidden = decision !== 'refused' || own !== '';
    problem.textContent = words.sayWhy;
    if (!problem.hidden) return undefined;
    if (decision === 'granted' && words.grantAsk[kind] && !confirm(words.grantAsk[kind](name))) return undefined;
    return ask('answer', { request, decision, words: own || undefined, isAtOnce: atOnce.checked });
  };
  const choice = (decision, label, style) => element('button', { value: decision, class: style }, label);
  const copy = () => save(`sealroll-${checkIn.slice(0, 8)}.json`, `${JSON.stringify(visit, undefined, 2)}\n`, 'application/json');
  return element(
    'li',
    { class: 'card' },
    element('h2', {}, words.kinds[kind]),
    element('p', {}, `${name}, ${dateTime(arrival)}`),
    element('p', { class: 'hint' }, words.kindHints[kind]),
    element(
      'form',
      { submit: act(answer, () => (typed.isAtOnce ? words.answeredNow : words.answered)) },
      element('div', { class: 'field' }, element('label', { for: text.id }, words.wordsToGuest), text),
      element('div', { class: 'check' }, atOnce, element('label', { for: atOnce.id }, words.atOnce)),
      problem,
      element(
        'div',
        { class: 'actions' },
        choice('granted', words.grant[kind], kind === 'erase' ? 'danger' : undefined),
        choice('refused', words.refuse),
        choice('noted', words.note),
        COPIES.includes(kind) && visit && element('button', { type: 'button', click: copy }, words.copy),
      ),
    ),
  );
}

/** What is decided without a person. */
function policyForm(policy, ask, act) {
  const words = orderWords();
  const boxes = [['withdraw', policy.withdrawWithin !== undefined], ['restrict', policy.restrict], ['access', policy.access]]
    .map(([name, isOn]) => element('input', { type: 'checkbox', id: `policy-${name}`, checked: isOn }));
  const keep = () => {
    const [withdraw, restrict, access] = boxes.map(({ checked }) => checked);
    return ask('policy', { policy: { withdrawWithin: withdraw ? HOUR : undefined, restrict, access } });
  };
  return element(
    'form',
    { class: 'card', submit: act(keep, () => words.policySaved) },
    element('h2', {}, words.policyTitle),
    element('p', {}, words.policyIntro),
    ...boxes.map((box) => element('div', { class: 'check' }, box, element('label', { for: box.id }, words.policies[box.id.slice('policy-'.length)]))),
    element('button', {}, words.policySave),
  );
}

/** Rights that a copy of the data answers. */
const COPIES = ['access', 'port'];
const HOUR = 3600;
