// What guests ask for under their rights, auditors, and the log of all orders.

import { element } from './dom.mjs';
import { explainOrder, orderWords } from './owner-order-texts.mjs';
import { save } from './save.mjs';
import { dateTime } from './texts.mjs';

/** The view. `ask` has the worker do something, `again` draws the view anew with a notice. */
export function rightsView({ requests, history }, visits, ask, again) {
  const words = orderWords();
  const act = (work, done) => async (event) => {
    event.target.disabled = true;
    try {
      const result = await work();
      if (result !== undefined) await again(done(result));
      else event.target.disabled = false;
    } catch (error) {
      await again(explainOrder(error));
    }
  };
  const button = (label, work, done, style = '') => element('button', { type: 'button', class: style, click: act(work, done) }, label);
  const card = (request) => {
    const visit = visits.find(({ recordId }) => recordId === request.checkIn);
    const name = visit ? [visit.givenName, visit.familyName].filter(Boolean).join(' ') : words.unknownVisit;
    const grant = (question) => async () => (confirm(question) ? ask('grant', { request }) : undefined);
    const settle = async () => {
      await ask('settle', { request });
      return true;
    };
    const copy = () => save(`sealroll-${request.checkIn.slice(0, 8)}.json`, `${JSON.stringify(visit, undefined, 2)}\n`, 'application/json');
    return element(
      'li',
      { class: 'card' },
      element('h2', {}, words.kinds[request.kind]),
      element('p', {}, `${name}, ${dateTime(request.arrival)}`),
      element('p', { class: 'hint' }, words.kindHints[request.kind]),
      element(
        'div',
        { class: 'actions' },
        request.kind === 'erase' && button(words.erase, grant(words.eraseAsk(name)), words.erased, 'danger'),
        request.kind === 'restrict' && button(words.restrict, grant(words.restrictAsk(name)), words.restricted),
        COPIES.includes(request.kind) && visit && element('button', { type: 'button', click: copy }, words.copy),
        button(words.settle, settle, () => words.settled),
      ),
    );
  };
  const admit = async () => {
    const token = await ask('admit');
    save('sealroll-auditor.json', `${JSON.stringify(token, undefined, 2)}\n`, 'application/json');
    return token;
  };
  return [
    element('p', {}, words.requestsIntro),
    requests.length === 0 && element('p', {}, words.noRequests),
    element('ul', { class: 'cards' }, ...requests.map(card)),
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

/** Rights that a copy of the data answers. */
const COPIES = ['access', 'port'];
