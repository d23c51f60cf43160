// Every sentence of a device that works on another's list, in both languages.

import { explainDevices } from './owner-device-texts.mjs';
import { language } from './texts.mjs';

const ENGLISH = {
  title: 'Help with a list', begin: 'Help with somebody’s list',
  intro: 'For somebody who helps, or a second device of the owner. This device makes keys of its own; the owner lets it in for some days. Nobody else’s keys come here.',
  name: 'What the owner shall call this device', make: 'Make the keys of this device',
  cardTitle: 'Card of this device', cardHint: 'Hand the card to the owner: as a file, as text, or by showing the code. Then read the words to them over the telephone or face to face: only that shows that it is your card.',
  saveCard: 'Save the card', asCode: 'Show the card as a code', cardCode: 'QR code of the card', asText: 'The card as text:',
  grantTitle: 'What the owner has granted', grantIntro: 'The owner gives you a file in return. Only this device can open it.', grantFile: 'File from the owner', grantText: 'or its text', read: 'Open it',
  noGrant: 'Choose the file first.',
  isThisIt: 'Is this the right list?', words: 'The words of the list, as they stand on its signs', venue: 'Venue', contact: 'Who is responsible', may: 'You may', days: 'Days',
  rights: { read: 'read the visits', instruct: 'order erasure and restriction', disclose: 'disclose to authorities' },
  take: 'Yes, this is the list', back: 'Back', working: 'Opening …',
  accessTitle: 'What this device may do', until: (date) => `until ${date}`, canOpen: (days) => `It can open these days: ${days}.`, opensNothing: 'It can open no day.',
  newGrant: 'The owner has given me a new file',
  gaveUp: (days) => `Erased: this device has given up the keys of ${days} ${days === 1 ? 'day' : 'days'}, and has said so.`,
  revoked: 'This device was revoked: the server takes nothing more from it and hands nothing out to it.',
  revokedOpens: (days) => (days === 0 ? 'It has no keys left.' : `It still has the keys of ${days} ${days === 1 ? 'day' : 'days'}, and could open what it has read of them. The owner sees this list, too. Forget everything here unless the owner lets you in again.`),
  forget: 'Forget everything here', forgetAsk: 'Destroy the keys of this device?\n\nTo help with a list again you need a new card and a new grant.', forgotten: 'The keys of this device are destroyed.',
  view: 'Access',
  errors: {
    'open-failed': 'This file is not for this device, or it is damaged. The owner must have used the card that stands here.',
    'wrong-list': 'This file is for another list than the one this device helps with. Forget everything here first, or use another browser.',
    'wrong-environment': 'This file is of a test list, or this page is for tests only.',
    inconsistent: 'The parts of this file do not belong together. Do not use it; tell the owner.',
    limit: 'The name is empty or too long.', 'bad-text': 'The name contains characters that are not allowed.',
    broken: 'This is not a whole file of this kind: it is damaged, or another file. Have it sent again.',
  },
};

const GERMAN = {
  title: 'Bei einer Liste mithelfen', begin: 'Bei einer Liste mithelfen',
  intro: 'Für jemanden, der hilft, oder ein zweites Gerät des Inhabers. Dieses Gerät erzeugt eigene Schlüssel; der Inhaber lässt es für einige Tage zu. Fremde Schlüssel kommen nicht hierher.',
  name: 'Wie der Inhaber dieses Gerät nennen soll', make: 'Schlüssel dieses Geräts erzeugen',
  cardTitle: 'Karte dieses Geräts', cardHint: 'Geben Sie die Karte dem Inhaber: als Datei, als Text oder indem Sie den Code zeigen. Lesen Sie ihm dann die Wörter am Telefon oder von Angesicht zu Angesicht vor: Nur das zeigt, dass es Ihre Karte ist.',
  saveCard: 'Karte speichern', asCode: 'Karte als Code zeigen', cardCode: 'QR-Code der Karte', asText: 'Die Karte als Text:',
  grantTitle: 'Was der Inhaber erlaubt hat', grantIntro: 'Der Inhaber gibt Ihnen dafür eine Datei. Nur dieses Gerät kann sie öffnen.', grantFile: 'Datei vom Inhaber', grantText: 'oder ihr Text', read: 'Öffnen',
  noGrant: 'Wählen Sie zuerst die Datei.',
  isThisIt: 'Ist das die richtige Liste?', words: 'Die Wörter der Liste, wie sie auf ihren Aushängen stehen', venue: 'Haus', contact: 'Verantwortlich', may: 'Sie dürfen', days: 'Tage',
  rights: { read: 'die Besuche lesen', instruct: 'Löschung und Einschränkung anordnen', disclose: 'Behörden offenlegen' },
  take: 'Ja, das ist die Liste', back: 'Zurück', working: 'Wird geöffnet …',
  accessTitle: 'Was dieses Gerät darf', until: (date) => `bis ${date}`, canOpen: (days) => `Es kann diese Tage öffnen: ${days}.`, opensNothing: 'Es kann keinen Tag öffnen.',
  newGrant: 'Der Inhaber hat mir eine neue Datei gegeben',
  gaveUp: (days) => `Gelöscht: Dieses Gerät hat die Schlüssel von ${days} ${days === 1 ? 'Tag' : 'Tagen'} aufgegeben und das gesagt.`,
  revoked: 'Dieses Gerät wurde gesperrt: Der Server nimmt nichts mehr von ihm an und gibt ihm nichts heraus.',
  revokedOpens: (days) => (days === 0 ? 'Es hat keine Schlüssel mehr.' : `Es hat noch die Schlüssel von ${days} ${days === 1 ? 'Tag' : 'Tagen'} und könnte öffnen, was es davon gelesen hat. Auch der Inhaber sieht das. Vergessen Sie hier alles, falls der Inhaber Sie nicht wieder zulässt.`),
  forget: 'Hier alles vergessen', forgetAsk: 'Die Schlüssel dieses Geräts vernichten?\n\nUm wieder bei einer Liste mitzuhelfen, brauchen Sie eine neue Karte und eine neue Erlaubnis.', forgotten: 'Die Schlüssel dieses Geräts sind vernichtet.',
  view: 'Zugang',
  errors: {
    'open-failed': 'Diese Datei ist nicht für dieses Gerät, oder sie ist beschädigt. Der Inhaber muss die Karte benutzt haben, die hier steht.',
    'wrong-list': 'Diese Datei ist für eine andere Liste als die, bei der dieses Gerät mithilft. Vergessen Sie zuerst hier alles, oder nehmen Sie einen anderen Browser.',
    'wrong-environment': 'Diese Datei ist von einer Testliste, oder diese Seite ist nur für Tests.',
    inconsistent: 'Die Teile dieser Datei gehören nicht zusammen. Benutzen Sie sie nicht; sagen Sie es dem Inhaber.',
    limit: 'Der Name ist leer oder zu lang.', 'bad-text': 'Der Name enthält Zeichen, die nicht erlaubt sind.',
    broken: 'Das ist keine vollständige Datei dieser Art: Sie ist beschädigt oder eine andere. Lassen Sie sie noch einmal schicken.',
  },
};

/** The sentences of the language in use. */
export function helperWords() {
  return language() === 'de' ? GERMAN : ENGLISH;
}

/** What happened and what to do. */
export function explainHelper(error) {
  const { errors } = helperWords();
  return errors[error?.code] ?? (BROKEN.includes(error?.code) ? errors.broken : explainDevices(error));
}

const BROKEN = ['truncated', 'trailing-bytes', 'unsupported-version', 'unknown-field', 'bad-value', 'bad-key', 'non-canonical'];
