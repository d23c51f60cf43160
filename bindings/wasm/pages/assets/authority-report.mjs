// What an owner has disclosed: where from, why, what was verified, and the visits.

import { explainRefused, words } from './authority-texts.mjs';
import { element } from './dom.mjs';
import { TYPES, save } from './save.mjs';
import { dateTime, language } from './texts.mjs';

export function reportView(disclosed, back) {
  const summary = disclosed.summary();
  const visits = disclosed.visits();
  const { terms } = summary;
  return [
    element('h1', {}, terms.venue),
    element('p', { role: 'status', class: summary.refused.length > 0 ? 'notice' : 'hint' }, words().verified(summary.records, summary.refused.length)),
    refusedList(summary.refused),
    element(
      'section',
      { class: 'card' },
      element('h2', {}, words().wordsTitle),
      element('p', { class: 'words' }, summary.fingerprintWords),
      element('p', { class: 'hint' }, words().wordsHint),
    ),
    element(
      'dl',
      { class: 'terms' },
      ...pair(words().case, summary.case),
      ...pair(words().purpose, summary.purpose),
      ...pair(words().legalBasis, summary.legalBasis),
      ...pair(words().made, dateTime(summary.time)),
      ...pair(words().address, terms.address || terms.venue),
      ...pair(words().contact, terms.contact),
      ...pair(words().listPurpose, terms.purpose[language()]),
    ),
    element('p', { class: 'hint' }, words().shows),
    element('h2', {}, words().visits(visits.length)),
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words().visits(visits.length) },
      element('table', {}, element('thead', {}, element('tr', {}, ...words().columns.map((name) => element('th', { scope: 'col' }, name)))), element('tbody', {}, ...visits.slice(0, MOST_ROWS).map(row))),
    ),
    visits.length > MOST_ROWS && element('p', { class: 'hint' }, words().more(visits.length - MOST_ROWS)),
    element('div', { class: 'actions' }, ...['csv', 'xlsx', 'json'].map((kind) => exportButton(disclosed, summary, kind))),
    element('p', { class: 'hint' }, words().exportHint),
    element('div', { class: 'actions' }, element('button', { type: 'button', click: back }, words().back)),
  ];
}

function exportButton(disclosed, { id }, kind) {
  const write = () => save(`sealroll-${id.slice(0, 8)}.${kind}`, disclosed[kind](), TYPES[kind]);
  return element('button', { type: 'button', click: write }, kind.toUpperCase());
}

function refusedList(refused) {
  if (refused.length === 0) return undefined;
  const entry = ({ generation, index, code }) => element('li', {}, `${generation}/${index}: ${explainRefused(code)}`);
  return element('ul', {}, ...refused.slice(0, MOST_ROWS).map(entry));
}

function row(visit) {
  const name = [visit.givenName, visit.familyName].filter(Boolean).join(' ');
  const companions = visit.companionNames.length > 0 ? visit.companionNames.join(', ') : visit.companions || '';
  const address = [visit.street, [visit.postalCode, visit.city].filter(Boolean).join(' '), visit.country].filter(Boolean).join(', ');
  const cells = [
    name,
    [visit.phone, visit.email, address].filter(Boolean).join(' · '),
    dateTime(visit.arrival),
    visit.departure ? dateTime(visit.departure) : '',
    visit.place ?? '',
    String(companions),
  ];
  return element('tr', {}, ...cells.map((cell) => element('td', {}, cell)));
}

function pair(name, value) {
  return [element('dt', {}, name), element('dd', {}, value)];
}

/** More rows than anybody reads would only make the page slow; the files hold all. */
const MOST_ROWS = 1000;
