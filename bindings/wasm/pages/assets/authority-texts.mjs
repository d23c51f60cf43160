// Every sentence of the authority's page, in both languages.

import { explain, language } from './texts.mjs';

const ENGLISH = {
  title: 'Open what a venue has disclosed',
  intro: 'This page works without a network and sends nothing. It keeps nothing either: the key is in your file.',
  testPage: 'This page opens test disclosures only: no real data.',
  offline: 'This page needs no network, and has no access to one.',
  openTitle: 'Open your key', openKey: 'Open the key', keyFile: 'Key file', secret: 'Recovery code, or passphrase of the file',
  makeTitle: 'Make a key for your authority', makeKey: 'Make a key', name: 'Name of the authority, as venues will see it',
  working: 'Working; this takes a second or two …',
  keepTitle: 'Keep these two things',
  keepIntro: 'Without them nobody can open what venues disclose to you. Next, the page asks for both.',
  codeTitle: 'Recovery code', codeHint: 'Write it down on paper. Do not store it beside the file.',
  fileTitle: 'Key file', fileHint: 'Keep it where only those may read it who handle such cases. It opens only with the code.',
  saveKey: 'Save the key file', kept: 'I kept both: continue',
  cardTitle: 'Your card for venues',
  cardHint: 'Send the card to the venue. Tell these words over another channel, such as the telephone: the venue compares them.',
  cardCode: 'The card as a code', saveCard: 'Save the card',
  disclosureTitle: 'Open a disclosure', disclosureFile: 'File from the venue', openDisclosure: 'Open and verify',
  close: 'Close the key', back: 'Back',
  verified: (records, refused) => (refused === 0 ? `All ${records} records verified.` : `${records} records verified, ${refused} refused. The refused ones are not shown.`),
  wordsTitle: 'Whose list is it?', wordsHint: 'Compare these words with the sign at the venue. Nothing else says whose list this is.',
  case: 'Case', purpose: 'Needed for', legalBasis: 'Legal basis', made: 'Disclosed', address: 'Address', contact: 'Responsible', listPurpose: 'Purpose of the list',
  shows: 'Each record was logged before a head that the venue’s witness has cosigned, and is unchanged. That somebody was there, or that nobody is missing, it does not show.',
  visits: (count) => (count === 1 ? 'One visit' : `${count} visits`),
  more: (count) => `${count} more are in the files.`,
  columns: ['Name', 'Contact', 'Arrived', 'Left', 'Place', 'Companions'],
  exportHint: 'Exports are safe to open in a spreadsheet: nothing in them is taken for a formula.',
  refused: {
    'bad-proof': 'the log does not hold it', 'not-cosigned': 'the venue’s witness has not cosigned it', 'open-failed': 'its key does not open it',
    'wrong-list': 'sealed to another list', 'bad-signature': 'not signed as it must be', 'unknown-check-in': 'its check-in was not disclosed',
  },
  malformed: 'it is malformed',
  errors: {
    'open-failed': 'This file is not for your key, or it was altered on the way. Ask the venue to make it for your card.',
    'wrong-environment': 'This is a test disclosure and the page is for real ones, or the other way round.',
    'bad-signature': 'The venue’s signature on this file does not hold. Do not use it; ask the venue.',
    expired: 'The key that signed this file was not valid at that time. Ask the venue.',
    'wrong-use': 'The key that signed this file must not. Ask the venue.',
    malformed: 'This is not a whole disclosure. Ask the venue to send it again.',
  },
  nameErrors: { limit: 'The name is empty or too long.', 'bad-text': 'The name contains characters that are not allowed.' },
  keyErrors: {
    'open-failed': 'Code and file do not fit together. Compare the code with your paper, and check that you chose the right file.',
    'bad-code': 'This is not a whole recovery code: six groups of five characters.',
    'bad-checksum': 'The code has a mistyped character. Compare it with your paper.',
    malformed: 'This is not a whole key file: it is damaged, or another file. Choose another copy.',
  },
};

const GERMAN = {
  title: 'Öffnen, was ein Haus offengelegt hat',
  intro: 'Diese Seite arbeitet ohne Netz und sendet nichts. Sie behält auch nichts: Der Schlüssel liegt in Ihrer Datei.',
  testPage: 'Diese Seite öffnet nur Test-Offenlegungen: keine echten Daten.',
  offline: 'Diese Seite braucht kein Netz und hat keinen Zugang dazu.',
  openTitle: 'Schlüssel öffnen', openKey: 'Schlüssel öffnen', keyFile: 'Schlüsseldatei', secret: 'Wiederherstellungscode oder Passphrase der Datei',
  makeTitle: 'Schlüssel für Ihre Behörde erzeugen', makeKey: 'Schlüssel erzeugen', name: 'Name der Behörde, wie Häuser ihn sehen',
  working: 'In Arbeit; das dauert ein, zwei Sekunden …',
  keepTitle: 'Bewahren Sie diese zwei Dinge auf',
  keepIntro: 'Ohne sie kann niemand öffnen, was Häuser Ihnen offenlegen. Als Nächstes fragt die Seite nach beiden.',
  codeTitle: 'Wiederherstellungscode', codeHint: 'Schreiben Sie ihn auf Papier. Bewahren Sie ihn nicht bei der Datei auf.',
  fileTitle: 'Schlüsseldatei', fileHint: 'Bewahren Sie sie dort auf, wo nur lesen darf, wer solche Fälle bearbeitet. Sie öffnet sich nur mit dem Code.',
  saveKey: 'Schlüsseldatei speichern', kept: 'Ich habe beides: weiter',
  cardTitle: 'Ihre Karte für Häuser',
  cardHint: 'Schicken Sie die Karte an das Haus. Nennen Sie diese Wörter auf anderem Weg, etwa am Telefon: Das Haus vergleicht sie.',
  cardCode: 'Die Karte als Code', saveCard: 'Karte speichern',
  disclosureTitle: 'Offenlegung öffnen', disclosureFile: 'Datei vom Haus', openDisclosure: 'Öffnen und prüfen',
  close: 'Schlüssel schließen', back: 'Zurück',
  verified: (records, refused) => (refused === 0 ? `Alle ${records} Datensätze geprüft.` : `${records} Datensätze geprüft, ${refused} abgelehnt. Die abgelehnten werden nicht gezeigt.`),
  wordsTitle: 'Wessen Liste ist es?', wordsHint: 'Vergleichen Sie diese Wörter mit dem Aushang im Haus. Nichts anderes sagt, wessen Liste es ist.',
  case: 'Fall', purpose: 'Gebraucht für', legalBasis: 'Rechtsgrundlage', made: 'Offengelegt', address: 'Anschrift', contact: 'Verantwortlich', listPurpose: 'Zweck der Liste',
  shows: 'Jeder Datensatz stand im Protokoll vor einem Stand, den der Zeuge des Hauses gegengezeichnet hat, und ist unverändert. Dass jemand dort war oder dass niemand fehlt, zeigt das nicht.',
  visits: (count) => (count === 1 ? 'Ein Besuch' : `${count} Besuche`),
  more: (count) => `${count} weitere stehen in den Dateien.`,
  columns: ['Name', 'Kontakt', 'Gekommen', 'Gegangen', 'Platz', 'Begleitung'],
  exportHint: 'Ausfuhren können gefahrlos in einer Tabelle geöffnet werden: Nichts darin gilt als Formel.',
  refused: {
    'bad-proof': 'steht nicht im Protokoll', 'not-cosigned': 'vom Zeugen des Hauses nicht gegengezeichnet', 'open-failed': 'sein Schlüssel öffnet ihn nicht',
    'wrong-list': 'an eine andere Liste versiegelt', 'bad-signature': 'nicht unterschrieben, wie es sein muss', 'unknown-check-in': 'sein Eintrag wurde nicht offengelegt',
  },
  malformed: 'fehlerhaft',
  errors: {
    'open-failed': 'Diese Datei ist nicht für Ihren Schlüssel bestimmt oder wurde unterwegs verändert. Bitten Sie das Haus, sie für Ihre Karte zu machen.',
    'wrong-environment': 'Dies ist eine Test-Offenlegung und die Seite für echte, oder umgekehrt.',
    'bad-signature': 'Die Unterschrift des Hauses unter dieser Datei gilt nicht. Verwenden Sie sie nicht; fragen Sie das Haus.',
    expired: 'Der Schlüssel, der diese Datei unterschrieben hat, galt zu dieser Zeit nicht. Fragen Sie das Haus.',
    'wrong-use': 'Der Schlüssel, der diese Datei unterschrieben hat, darf das nicht. Fragen Sie das Haus.',
    malformed: 'Das ist keine vollständige Offenlegung. Bitten Sie das Haus, sie noch einmal zu schicken.',
  },
  nameErrors: { limit: 'Der Name ist leer oder zu lang.', 'bad-text': 'Der Name enthält unzulässige Zeichen.' },
  keyErrors: {
    'open-failed': 'Code und Datei passen nicht zusammen. Vergleichen Sie den Code mit Ihrem Papier, und prüfen Sie, ob es die richtige Datei ist.',
    'bad-code': 'Das ist kein ganzer Wiederherstellungscode: sechs Gruppen zu fünf Zeichen.',
    'bad-checksum': 'Im Code ist ein Zeichen vertippt. Vergleichen Sie ihn mit Ihrem Papier.',
    malformed: 'Das ist keine vollständige Schlüsseldatei: Sie ist beschädigt, oder es ist eine andere Datei. Wählen Sie eine andere Kopie.',
  },
};

/** The sentences of the language in use. */
export function words() {
  return language() === 'de' ? GERMAN : ENGLISH;
}

/** What happened and what to do, where a disclosure was chosen. */
export function explainAuthority(error) {
  const { errors } = words();
  return errors[error?.code] ?? (MALFORMED.includes(error?.code) ? errors.malformed : explain(error));
}

/** The same where a name was typed. */
export function explainName(error) {
  return words().nameErrors[error?.code] ?? explain(error);
}

/** The same where a key file was chosen. */
export function explainKey(error) {
  const { keyErrors } = words();
  return keyErrors[error?.code] ?? (MALFORMED.includes(error?.code) ? keyErrors.malformed : explain(error));
}

/** Why a record does not count. */
export function explainRefused(code) {
  return words().refused[code] ?? words().malformed;
}

const MALFORMED = ['truncated', 'trailing-bytes', 'unsupported-version', 'bad-value', 'limit', 'bad-key', 'bad-length', 'non-canonical'];
