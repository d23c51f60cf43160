// What an audit found, and the files that prove it.

import { auditWords } from './auditor-texts.mjs';
import { element } from './dom.mjs';
import { TYPES, save } from './save.mjs';
import { dateTime, language } from './texts.mjs';

/** `evidence` is `{ transcript, heads }`, or nothing if the report was made from it. */
export function reportView(report, evidence, back) {
  const words = auditWords();
  const { findings } = report;
  const name = `sealroll-audit-${report.listId.slice(0, 8)}`;
  const heads = () => `${JSON.stringify(evidence.heads.map((head) => new TextDecoder().decode(head)), undefined, 2)}\n`;
  const button = (label, click) => element('button', { type: 'button', click }, label);
  return [
    element('h1', {}, report.terms?.venue ?? report.listId),
    element('p', { role: 'status', class: findings.length > 0 ? 'notice' : 'hint' }, words.verdict(findings.length)),
    findings.length > 0 && element('ul', { class: 'cards' }, ...findings.slice(0, MOST_ROWS).map(findingCard)),
    element('section', { class: 'card' }, element('h2', {}, words.wordsTitle), element('p', { class: 'words' }, report.fingerprintWords ?? '–'), element('p', { class: 'hint' }, words.wordsHint)),
    element(
      'dl',
      { class: 'terms' },
      ...pair(words.processor, [report.terms?.origin, report.processor?.operator, report.processor?.region].filter(Boolean).join(', ')),
      ...pair(words.records, String(report.records)),
      ...pair(words.orders, words.orderCount(report.instructions.length, report.instructions.filter(({ acknowledged }) => acknowledged === undefined).length)),
      ...pair(words.erasures, String(report.erasures.length)),
      ...pair(words.time, dateTime(report.time)),
    ),
    table(words.logs, words.logColumns, report.logs.map(({ name: log, size, witnessedSize, witnessedTime }) => [log, String(size), witnessedSize === undefined ? words.never : `${witnessedSize}, ${dateTime(witnessedTime)}`])),
    table(words.orders, words.orderColumns, report.instructions.map(({ given, text, acknowledged }) => [dateTime(given), text, acknowledged === undefined ? '' : dateTime(acknowledged)])),
    table(words.erasures, words.erasureColumns, report.erasures.map(({ epoch, records, destroyed, backups, reason }) => [String(epoch), String(records), dateTime(destroyed), dateTime(backups), reason])),
    element(
      'div',
      { class: 'actions' },
      button(words.saveReport, () => save(`${name}.json`, `${JSON.stringify(report, undefined, 2)}\n`, TYPES.json)),
      evidence && button(words.saveEvidence, () => save(`${name}.evidence`, evidence.transcript)),
      evidence && button(words.saveHeads, () => save(`${name}.heads.json`, heads(), TYPES.json)),
      button(words.back, back),
    ),
    element('p', { class: 'hint' }, words.evidenceHint),
  ];
}

function findingCard({ text, name, log, index, epoch, isSigned }) {
  const words = auditWords();
  const place = [`${words.log} ${log}`, index !== undefined && `${words.entry} ${index}`, epoch !== undefined && `${words.epoch} ${epoch}`].filter(Boolean).join(', ');
  return element('li', { class: 'card' }, element('p', {}, text[language()]), element('p', { class: 'hint' }, `${name}; ${place}; ${isSigned ? words.signed : words.observed}`));
}

function table(title, columns, rows) {
  if (rows.length === 0) return undefined;
  const cells = (kind, values) => values.map((value) => element(kind, kind === 'th' ? { scope: 'col' } : {}, value));
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': title },
    element('h2', {}, title),
    element('table', {}, element('thead', {}, element('tr', {}, ...cells('th', columns))), element('tbody', {}, ...rows.slice(0, MOST_ROWS).map((row) => element('tr', {}, ...cells('td', row))))),
  );
}

function pair(name, value) {
  return [element('dt', {}, name), element('dd', {}, value || '–')];
}

/** The file of the report holds all. */
const MOST_ROWS = 500;
