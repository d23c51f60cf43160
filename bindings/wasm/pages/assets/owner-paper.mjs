// The recovery code on paper: for the safe, or parted among several people.

import { element } from './dom.mjs';
import { keyWords } from './owner-key-texts.mjs';
import { qrDrawing, qrModules } from './qr.mjs';
import { language } from './texts.mjs';

/** The code in words, to be copied by hand, and its characters. */
export function codeView({ code, words }) {
  const list = words[language()].split(' ').map((word) => element('li', {}, word));
  return [
    element('ol', { class: 'code-words' }, ...list),
    element('p', {}, keyWords().orCharacters),
    element('p', { class: 'words code' }, code),
  ];
}

/**
 * Buttons that print. `about` is the list, `{ venue, listId, fingerprintWords }`; `part(needed, count)`
 * makes the sheets.
 */
export function paperView({ code, words }, about, part) {
  const text = keyWords();
  const print = (...pages) => {
    document.querySelector('.papers')?.remove();
    document.querySelector('main').append(element('div', { class: 'papers' }, ...pages));
    document.body.dataset.print = 'papers';
    globalThis.print();
    delete document.body.dataset.print;
  };
  const whole = () => print(paper(about, [text.paperTitle], BOTH.safe, [code, words.de, words.en], code));
  const number = (id, most, value, label) => {
    const options = Array.from({ length: most - 1 }, (_, place) => element('option', { value: String(place + 2), selected: place + 2 === value }, String(place + 2)));
    const select = element('select', { id }, ...options);
    return [select, element('div', {}, element('label', { for: id }, label), select)];
  };
  const [needed, neededField] = number('sheets-needed', 8, 2, text.sheetsNeeded);
  const [count, countField] = number('sheets-count', 8, 3, text.sheetsCount);
  const result = element('p', { role: 'status' });
  const sheets = async () => {
    if (Number(needed.value) > Number(count.value)) {
      result.textContent = text.sheetsTooMany;
      return;
    }
    const parts = await part(Number(needed.value), Number(count.value));
    result.textContent = text.sheetsHint(needed.value, count.value);
    print(...parts.map((sheet) => paper(about, [text.sheetTitle, `${sheet.number}/${sheet.count}`], BOTH.sheet(sheet), [sheet.text], sheet.text)));
  };
  return [
    element('div', { class: 'actions' }, element('button', { type: 'button', click: whole }, text.printCode)),
    element(
      'details',
      { class: 'card' },
      element('summary', {}, text.sheetsTitle),
      element('p', {}, text.sheetsIntro),
      element('div', { class: 'filters' }, neededField, countField),
      element('div', { class: 'actions' }, element('button', { type: 'button', click: () => void sheets() }, text.printSheets)),
      result,
    ),
  ];
}

/** One printed page: what it is, the lines, and a QR code of what a person would type. */
function paper({ venue, listId, fingerprintWords }, title, [german, english], lines, code) {
  const row = (name, value) => element('tr', {}, element('th', { scope: 'row' }, name), element('td', {}, value));
  return element(
    'section',
    { class: 'paper' },
    element('h1', {}, title.join(' ')),
    element('p', { lang: 'de' }, german),
    element('p', { lang: 'en' }, english),
    ...lines.map((line) => element('p', { class: 'code' }, line)),
    qrDrawing(qrModules(code), keyWords().qrOfCode),
    element('table', {}, element('tbody', {}, row('Liste · List', venue), row('Nummer · Number', listId), row('Wörter · Words', fingerprintWords), row('Server', location.host))),
    element('p', { lang: 'de' }, 'Nach einem Verlust: diese Adresse mit /owner öffnen, „Eine Liste wiederherstellen“ wählen; die Identitätsdatei bereithalten.'),
    element('p', { lang: 'en' }, 'After a loss: open this address with /owner, choose “Restore a list”, and have the identity file at hand.'),
  );
}

/** Whoever finds the paper may speak either language. */
const BOTH = {
  safe: ['Getrennt von der Identitätsdatei aufbewahren. Eine der drei Zeilen genügt.', 'Keep apart from the identity file. One of the three lines is enough.'],
  sheet: ({ needed, count }) => [
    `${needed} von ${count} Blättern stellen den Code wieder her; weniger verraten nichts. Blätter verschiedener Drucke passen nicht zusammen.`,
    `${needed} of ${count} sheets bring the code back; fewer tell nothing. Sheets of different printings do not fit together.`,
  ],
};
