// Every sentence of the auditor's page, in both languages.

import { explain, language } from './texts.mjs';

const ENGLISH = {
  title: 'Audit a list',
  intro: 'This page reads the logs of a list and checks whether its server has done what it must. It sees no visits: they stay sealed.',
  auditTitle: 'With a file from the venue', audit: 'Read the logs', tokenFile: 'File for auditors (sealroll-auditor.json)',
  seenFiles: 'What was seen before: receipts of guests, heads of an earlier audit (optional)',
  reading: (answers) => `Reading the logs: ${answers} answers`,
  againTitle: 'From saved evidence', again: 'Audit again', evidenceFile: 'Evidence file',
  verdict: (count) => (count === 0 ? 'Nothing is wrong.' : `${count} ${count === 1 ? 'finding' : 'findings'}.`),
  wordsTitle: 'Which list is it?', wordsHint: 'Compare these words with the sign at the venue.',
  processor: 'Server', records: 'Records ever logged', orders: 'Orders', erasures: 'Erasure certificates', time: 'Audited',
  orderCount: (count, open) => `${count}, ${open} of them not acknowledged`,
  logs: 'Logs', logColumns: ['Log', 'Entries', 'Cosigned by the owner'], never: 'never',
  orderColumns: ['Given', 'Order', 'Carried out'], erasureColumns: ['Day', 'Records', 'Destroyed', 'In backups until', 'Reason'],
  log: 'log', entry: 'entry', epoch: 'day', signed: 'proven by the server’s own signatures', observed: 'observed, not proven',
  saveReport: 'Save the report', saveEvidence: 'Save the evidence', saveHeads: 'Save the heads for next time', back: 'Back',
  evidenceHint: 'The evidence holds every answer of the server, and not the token. Whoever has it can make this audit again without a network.',
  errors: {
    'bad-file': 'This is not the file that the venue made for auditors.',
    'signature-required': 'The server does not know this token. The venue may have ended it; ask for a new file.',
    unreachable: 'The server of this file cannot be reached from this page. Check the network, and open the page at that server’s address.',
    truncated: 'This is not whole evidence of an audit.', 'unsupported-version': 'This is not whole evidence of an audit.',
    'bad-proof': 'One of the files is neither a receipt nor a head, or the server’s head is none.',
    'missing-document': 'The server hands out no terms of this list: nothing can be verified.',
    inconsistent: 'The server’s log of orders is not as long as it says: nothing can be verified.',
  },
};

const GERMAN = {
  title: 'Eine Liste prüfen',
  intro: 'Diese Seite liest die Protokolle einer Liste und stellt fest, ob der Server getan hat, was er muss. Besuche sieht sie nicht: Sie bleiben versiegelt.',
  auditTitle: 'Mit einer Datei vom Haus', audit: 'Protokolle lesen', tokenFile: 'Datei für Prüfer (sealroll-auditor.json)',
  seenFiles: 'Was früher gesehen wurde: Quittungen von Gästen, Stände einer früheren Prüfung (freiwillig)',
  reading: (answers) => `Protokolle werden gelesen: ${answers} Antworten`,
  againTitle: 'Aus gespeicherten Beweisen', again: 'Noch einmal prüfen', evidenceFile: 'Beweisdatei',
  verdict: (count) => (count === 0 ? 'Nichts zu beanstanden.' : `${count} ${count === 1 ? 'Feststellung' : 'Feststellungen'}.`),
  wordsTitle: 'Welche Liste ist es?', wordsHint: 'Vergleichen Sie diese Wörter mit dem Aushang im Haus.',
  processor: 'Server', records: 'Je protokollierte Datensätze', orders: 'Weisungen', erasures: 'Löschnachweise', time: 'Geprüft',
  orderCount: (count, open) => `${count}, davon ${open} nicht bestätigt`,
  logs: 'Protokolle', logColumns: ['Protokoll', 'Einträge', 'Vom Verantwortlichen gegengezeichnet'], never: 'nie',
  orderColumns: ['Gegeben', 'Weisung', 'Ausgeführt'], erasureColumns: ['Tag', 'Datensätze', 'Vernichtet', 'In Sicherungen bis', 'Grund'],
  log: 'Protokoll', entry: 'Eintrag', epoch: 'Tag', signed: 'durch Unterschriften des Servers bewiesen', observed: 'beobachtet, nicht bewiesen',
  saveReport: 'Bericht speichern', saveEvidence: 'Beweise speichern', saveHeads: 'Stände für das nächste Mal speichern', back: 'Zurück',
  evidenceHint: 'Die Beweise enthalten jede Antwort des Servers, nicht aber den Schlüssel zum Lesen. Wer sie hat, kann diese Prüfung ohne Netz wiederholen.',
  errors: {
    'bad-file': 'Das ist nicht die Datei, die das Haus für Prüfer gemacht hat.',
    'signature-required': 'Der Server kennt diese Erlaubnis nicht. Vielleicht hat das Haus sie beendet; bitten Sie um eine neue Datei.',
    unreachable: 'Der Server dieser Datei ist von dieser Seite aus nicht erreichbar. Prüfen Sie das Netz und öffnen Sie die Seite unter der Adresse dieses Servers.',
    truncated: 'Das sind keine vollständigen Beweise einer Prüfung.', 'unsupported-version': 'Das sind keine vollständigen Beweise einer Prüfung.',
    'bad-proof': 'Eine der Dateien ist weder Quittung noch Stand, oder der Stand des Servers ist keiner.',
    'missing-document': 'Der Server gibt keine Bedingungen dieser Liste heraus: Es lässt sich nichts prüfen.',
    inconsistent: 'Das Weisungsprotokoll des Servers ist nicht so lang, wie er sagt: Es lässt sich nichts prüfen.',
  },
};

/** The sentences of the language in use. */
export function auditWords() {
  return language() === 'de' ? GERMAN : ENGLISH;
}

/** What happened and what to do. */
export function explainAudit(error) {
  const { errors } = auditWords();
  const isFile = error instanceof SyntaxError || error instanceof TypeError || error?.code === 'bad-argument';
  return isFile ? errors['bad-file'] : (errors[error?.code] ?? explain(error));
}
