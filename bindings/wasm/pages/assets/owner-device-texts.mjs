// Every sentence on devices, in both languages.

import { explainKeys } from './owner-key-texts.mjs';
import { language } from './texts.mjs';

const ENGLISH = {
  intro: 'Each device that was let in stands here, also those that were revoked: nobody can take back what a device has read. One that this device does not know by name stands here by the time at which it was let in, and once more for each time at which it was renewed.',
  thisDevice: 'This device', unnamed: (date) => `Device of ${date}`, inUse: 'in use', revoked: 'revoked', owners: 'everything an owner may',
  rights: { read: 'reads', instruct: 'orders erasure', disclose: 'discloses' }, until: (date) => `until ${date}`,
  canOpen: (days) => `Can open ${days} ${days === 1 ? 'day' : 'days'}`, opensNothing: 'Can open nothing.',
  exposed: (date, records, isPurged) => `${date}: ${records} ${records === 1 ? 'record' : 'records'}${isPurged ? ', erased at the server' : ''}`,
  elsewhere: (date, name, records) => `${date}: erased at the server by order of ${name}. This device has given its keys of that day up, too: ${records} ${records === 1 ? 'record' : 'records'} that nobody can open any more.`,
  revokeDelegate: 'Revoke this device', revokeStolen: 'Lost or stolen: revoke this device',
  exposedFirst: (days, records) => (days === 0 ? 'Nothing is exposed: this device can open no day.' : `Exposed: whoever has this device can open ${records} ${records === 1 ? 'record' : 'records'} of ${days} ${days === 1 ? 'day' : 'days'}, and has perhaps read them already. Revoking does not take that back; if it was stolen, it may have to be reported.`),
  revokeIntro: 'From then on the server takes nothing more from it, and new keys take the place of those that it has: what guests seal from now on it cannot open. Signs in print stay valid.',
  revokeNow: 'Revoke, and make new keys',
  revocationDone: (days, hasNewKeys) => `Revoked. ${days} ${days === 1 ? 'day is' : 'days are'} exposed; what comes is not.${hasNewKeys ? ' This device has new keys.' : ''}`,
  waitingTitle: 'Erased days that others can still open', waitingIntro: 'A day counts as erased only when every device that had its keys has said that they are gone. Have the holders open their program.',
  missing: (names) => `still has to give its keys up: ${names}.`, silent: (names) => `Never will: ${names}.`, erasedByAll: 'every device in use has given its keys up.',
  grantTitle: 'Let another device in', grantIntro: 'For somebody who helps, or a second device of yours. It opens the days that you choose and no others, and can do so until it has given their keys up.',
  cardFile: 'Card of the device (file)', cardFound: (name) => `This is the card of “${name}”. Have its holder read the words to you.`, noCard: 'Choose the card of the device first.',
  from: 'From', to: 'Until', noRight: 'Choose what the device may do.',
  grantRights: { read: 'Read the visits of these days', instruct: 'Order erasure and restriction', disclose: 'Disclose to authorities' },
  grantAsCode: (name) => `The grant for ${name} as code and text`, grantCode: 'QR code of the grant', grantHint: 'The camera of the other device reads the codes one after the other; it does not matter with which it begins.',
  grantNow: 'Grant, and save the file', granted: (name, date) => `Granted to ${name} until ${date}, and recorded. Hand the file over: only this device can use it.`,
  errors: { 'not-yet-valid': 'The last day lies before the first.', 'not-logged': 'This device is not known any more.', card: 'This is not a whole card. Have it sent again.' },
};

const GERMAN = {
  intro: 'Hier steht jedes Gerät, das zugelassen wurde, auch gesperrte: Niemand kann zurücknehmen, was ein Gerät gelesen hat. Eines, dessen Namen dieses Gerät nicht kennt, steht hier mit der Zeit seiner Zulassung und noch einmal für jede Erneuerung.',
  thisDevice: 'Dieses Gerät', unnamed: (date) => `Gerät vom ${date}`, inUse: 'in Gebrauch', revoked: 'gesperrt', owners: 'alles, was der Inhaber darf',
  rights: { read: 'liest', instruct: 'ordnet Löschungen an', disclose: 'legt offen' }, until: (date) => `bis ${date}`,
  canOpen: (days) => `Kann ${days} ${days === 1 ? 'Tag' : 'Tage'} öffnen`, opensNothing: 'Kann nichts öffnen.',
  elsewhere: (date, name, records) => `${date}: auf Anordnung von ${name} beim Server gelöscht. Auch dieses Gerät hat seine Schlüssel dieses Tages aufgegeben: ${records} ${records === 1 ? 'Datensatz, den' : 'Datensätze, die'} niemand mehr öffnen kann.`,
  exposed: (date, records, isPurged) => `${date}: ${records} ${records === 1 ? 'Datensatz' : 'Datensätze'}${isPurged ? ', beim Server gelöscht' : ''}`,
  revokeDelegate: 'Dieses Gerät sperren', revokeStolen: 'Verloren oder gestohlen: dieses Gerät sperren',
  exposedFirst: (days, records) => (days === 0 ? 'Preisgegeben ist nichts: Dieses Gerät kann keinen Tag öffnen.' : `Preisgegeben: Wer dieses Gerät hat, kann ${records} ${records === 1 ? 'Datensatz' : 'Datensätze'} von ${days} ${days === 1 ? 'Tag' : 'Tagen'} öffnen und hat sie vielleicht schon gelesen. Das Sperren nimmt das nicht zurück; wurde es gestohlen, ist es vielleicht zu melden.`),
  revokeIntro: 'Ab dann nimmt der Server nichts mehr von ihm an, und neue Schlüssel treten an die Stelle derer, die es hat: Was Gäste ab jetzt versiegeln, kann es nicht öffnen. Gedruckte Aushänge bleiben gültig.',
  revokeNow: 'Sperren und neue Schlüssel erzeugen',
  revocationDone: (days, hasNewKeys) => `Gesperrt. ${days} ${days === 1 ? 'Tag ist' : 'Tage sind'} preisgegeben; was kommt, nicht.${hasNewKeys ? ' Dieses Gerät hat neue Schlüssel.' : ''}`,
  waitingTitle: 'Gelöschte Tage, die andere noch öffnen können', waitingIntro: 'Ein Tag gilt erst als gelöscht, wenn jedes Gerät, das seine Schlüssel hatte, gesagt hat, dass sie weg sind. Bitten Sie die Inhaber, ihr Programm zu öffnen.',
  missing: (names) => `muss die Schlüssel noch aufgeben: ${names}.`, silent: (names) => `Wird es nie tun: ${names}.`, erasedByAll: 'Jedes Gerät in Gebrauch hat die Schlüssel aufgegeben.',
  grantTitle: 'Ein weiteres Gerät zulassen', grantIntro: 'Für jemanden, der hilft, oder Ihr zweites Gerät. Es öffnet die Tage, die Sie wählen, und keine anderen, und kann es, bis es deren Schlüssel aufgegeben hat.',
  cardFile: 'Karte des Geräts (Datei)', cardFound: (name) => `Das ist die Karte von „${name}“. Lassen Sie sich die Wörter vom Inhaber vorlesen.`, noCard: 'Wählen Sie zuerst die Karte des Geräts.',
  from: 'Von', to: 'Bis', noRight: 'Wählen Sie, was das Gerät darf.',
  grantRights: { read: 'Die Besuche dieser Tage lesen', instruct: 'Löschung und Einschränkung anordnen', disclose: 'Behörden offenlegen' },
  grantAsCode: (name) => `Die Erlaubnis für ${name} als Code und Text`, grantCode: 'QR-Code der Erlaubnis', grantHint: 'Die Kamera des anderen Geräts liest die Codes nacheinander; mit welchem sie beginnt, ist gleich.',
  grantNow: 'Zulassen und Datei speichern', granted: (name, date) => `${name} ist bis ${date} zugelassen, und das ist festgehalten. Übergeben Sie die Datei: Nur dieses Gerät kann sie benutzen.`,
  errors: { 'not-yet-valid': 'Der letzte Tag liegt vor dem ersten.', 'not-logged': 'Dieses Gerät ist nicht mehr bekannt.', card: 'Das ist keine vollständige Karte. Lassen Sie sie noch einmal schicken.' },
};

/** The sentences of the language in use. */
export function deviceWords() {
  return language() === 'de' ? GERMAN : ENGLISH;
}

/** What happened and what to do. */
export function explainDevices(error) {
  return deviceWords().errors[error?.code] ?? explainKeys(error);
}
