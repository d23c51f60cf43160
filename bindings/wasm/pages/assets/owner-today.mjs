// Who is there: numbers, a chart, and the visits with search and filters.

import { element } from './dom.mjs';
import { dayChart, occupancy } from './owner-chart.mjs';
import { keyWords } from './owner-key-texts.mjs';
import { noticeWords } from './owner-notice-texts.mjs';
import { doubtsView, recoveryView } from './owner-notices.mjs';
import { words } from './owner-texts.mjs';
import { clockTime } from './texts.mjs';

/** The view of one day. `filters` keeps what was chosen while the page is drawn anew. */
export function todayView(state, filters, now) {
  const { epoch, visits, quarantined, missing, losses, list } = state;
  const { authority } = list.terms;
  // Under dual control there are times and places, and no names.
  const columns = authority ? [0, 2, 4, 5] : [0, 1, 2, 3, 4, 5];
  const today = visits.filter((visit) => visit.epoch === epoch.epoch);
  const rows = element('tbody');
  const count = element('p', { role: 'status' });
  const draw = () => {
    const shown = today.filter((visit) => matches(visit, filters)).sort((a, b) => b.arrival - a.arrival);
    rows.replaceChildren(...shown.slice(0, MOST_ROWS).map((visit) => row(visit, columns)));
    count.textContent = words().shown(shown.length, today.length);
  };
  draw();
  return [
    authority && element('p', { class: 'notice' }, keyWords().dualNotice(authority.name, authority.words)),
    recoveryView(losses),
    element('div', { class: 'numbers' }, number(occupancy(today, now), words().present), number(today.length, words().arrivals)),
    dayChart(today, epoch, now, words()),
    doubtsView(today),
    element('div', { class: 'filters' }, ...inputs(today, filters, draw)),
    count,
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': words().visits },
      element('table', {}, element('thead', {}, element('tr', {}, ...columns.map((place) => words().columns[place]).map((name) => element('th', { scope: 'col' }, name)))), rows),
    ),
    setAside(quarantined, missing),
  ];
}

function matches({ arrival, place = '', ...visit }, { search, from, until, place: wanted }) {
  const names = [visit.givenName, visit.familyName, visit.phone, visit.email, ...visit.companionNames, place];
  const text = names.filter(Boolean).join(' ').toLocaleLowerCase();
  return text.includes(search.toLocaleLowerCase()) && isBetween(arrival, from, until) && (wanted === '' || place === wanted);
}

/** By the clock, to the minute. A night goes from a later time to an earlier one. */
function isBetween(arrival, from, until) {
  const time = new Date(arrival * 1000).toTimeString().slice(0, 5);
  const [isLater, isEarlier] = [!from || time >= from, !until || time <= until];
  return from && until && from > until ? isLater || isEarlier : isLater && isEarlier;
}

function row(visit, columns) {
  const name = [visit.givenName, visit.familyName].filter(Boolean).join(' ');
  const company = visit.companions > 0 ? ` +${visit.companions}` : '';
  const notes = [
    visit.enteredBy === 'staff' && words().byStaff,
    visit.corrections > 0 && words().corrected,
    ...visit.doubts.map((code) => noticeWords().doubts[code] ?? code),
    ...visit.requests.map((kind) => words().requests[kind]),
  ].filter(Boolean);
  const cells = [
    clockTime(visit.arrival),
    `${name}${company}`,
    visit.place ?? '',
    [visit.phone, visit.email].filter(Boolean).join(' '),
    visit.departure ? clockTime(visit.departure) : '',
    notes.join(', '),
  ];
  return element('tr', {}, ...columns.map((place) => cells[place]).map((cell) => element('td', {}, cell)));
}

function inputs(today, filters, draw) {
  const places = [...new Set(today.map(({ place }) => place).filter(Boolean))].sort();
  const listen = (key) => (event) => {
    filters[key] = event.target.value;
    draw();
  };
  const search = element('input', { id: 'search', type: 'search', input: listen('search') });
  const [from, until] = ['from', 'until'].map((id) => element('input', { id, type: 'time', input: listen(id) }));
  const options = ['', ...places].map((place) => element('option', { value: place, selected: place === filters.place }, place || words().everyPlace));
  const place = element('select', { id: 'place', change: listen('place') }, ...options);
  [search.value, from.value, until.value] = [filters.search, filters.from, filters.until];
  const labelled = (input, text) => element('div', {}, element('label', { for: input.id }, text), input);
  return [labelled(search, words().search), labelled(from, words().from), labelled(until, words().until), labelled(place, words().place)];
}

function setAside(quarantined, missing) {
  if (quarantined.length + missing.length === 0) return undefined;
  const entry = ({ generation, index, code }) => element('li', {}, `${generation}/${index}: ${code ? (words().reasons[code] ?? code) : words().missing}`);
  return element(
    'details',
    { class: 'card' },
    element('summary', {}, words().quarantine(quarantined.length, missing.length)),
    element('p', { class: 'hint' }, words().quarantineHint),
    element('ul', {}, ...[...quarantined, ...missing].slice(0, 500).map(entry)),
  );
}

function number(value, label) {
  return element('p', { class: 'number' }, element('strong', {}, String(value)), ` ${label}`);
}

/** More rows than anybody reads would only make the page slow; search narrows them. */
const MOST_ROWS = 500;
