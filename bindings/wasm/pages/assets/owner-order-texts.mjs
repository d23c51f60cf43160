// Every sentence on disclosures, requests and auditors, in both languages.

import { explainOwner } from './owner-texts.mjs';
import { language } from './texts.mjs';

const ENGLISH = {
  intro: 'Only the visits that you choose can be opened by the authority, and no others. The disclosure is recorded in the log of orders before you get the file.',
  toWhom: 'To whom', cardFile: 'Card of the authority (file)', cardText: 'or its card as text', cardFound: (name) => `This is the card of “${name}”. Call them and have them read the words to you.`,
  cardWords: 'The words, as they were read to you', noCard: 'Choose the card of the authority first.',
  otherWords: 'These are not the words of this card. Do not disclose anything: the card may be somebody else’s.',
  why: 'Why', case: 'Number of the case', purpose: 'What the visits are needed for', legalBasis: 'The law that asks for them',
  helperTells: 'The guests whose visits you disclose hear of it at once, and to whom. Whoever reads the list’s messages sees that a helper disclosed something.',
  whom: 'Whom', day: 'Day', everyDay: 'Every day that is kept', from: 'There at this time or later', until: 'Arrived before this time', place: 'Place', everyPlace: 'Every place',
  index: 'There together with', everybody: 'Everybody',
  preview: (visits, records) => `${visits} ${visits === 1 ? 'visit' : 'visits'} (${records} sealed ${records === 1 ? 'record' : 'records'}) would be disclosed.`,
  nobody: 'Nobody was there then.', disclose: 'Disclose and save the file',
  ask: (count, name) => `Disclose ${count} ${count === 1 ? 'visit' : 'visits'} to ${name}?\n\nThis cannot be taken back.`,
  working: 'Sealing …', sealing: (done, total) => `Sealing: ${done} of ${total}`,
  disclosed: (count, name, index) => `${count} ${count === 1 ? 'visit' : 'visits'} disclosed to ${name}, recorded as entry ${index} of the log of orders. Send them the file.`,
  requestsIntro: 'Guests ask with the ticket on their phone: who asks has been here. You have to answer within a month.',
  noRequests: 'Nobody has asked for anything.', unknownVisit: 'Visit that is no longer kept',
  kinds: { access: 'Asks for their data', rectify: 'Asks for correction', erase: 'Asks for erasure', restrict: 'Asks for restriction', port: 'Asks for a copy to take along', object: 'Objects' },
  kindHints: {
    access: 'Granted, the data of the visit are the answer. Words of your own would replace them.', port: 'Granted, the data of the visit are the answer. Words of your own would replace them.',
    rectify: 'Guests can correct details themselves, with the same ticket.', erase: 'Erase unless a law obliges you to keep the visit.',
    restrict: 'The server keeps the visit but hands it out to nobody.', object: 'Decide whether your reasons outweigh theirs, and answer.',
  },
  grant: { access: 'Send the data', rectify: 'Grant', erase: 'Erase the visit', restrict: 'Restrict the visit', port: 'Send the data', object: 'Grant' },
  grantAsk: {
    erase: (name) => `Erase the visit of ${name}?\n\nThe server deletes it and everything that followed. Nobody can bring it back.`,
    restrict: (name) => `Restrict the visit of ${name}?`,
  },
  refuse: 'Refuse', note: 'Take note, without a decision', sayWhy: 'Whoever is refused must read why: write a reason above.',
  wordsToGuest: 'Words to the guest (sealed; only that guest can read them)', atOnce: 'Tell the guest at once. Otherwise with the daily delivery, which gives away to nobody that there was an answer.',
  answered: 'Answered. The guest reads it with the delivery of the day.', answeredNow: 'Answered. The guest can read it now.',
  waiting: (count) => `${count} ${count === 1 ? 'message waits' : 'messages wait'} for the daily delivery.`, tellNow: 'Deliver now', told: (count) => `Delivered: ${count}.`,
  policyTitle: 'Decide without me', policyIntro: 'While this page is open, these requests are granted by themselves. What is not ticked waits for you.',
  policies: { withdraw: 'Erasure that is asked for within an hour of the arrival (a withdrawal)', restrict: 'Every restriction', access: 'The data of the visit to whoever asks for them' },
  policySave: 'Decide so', policySaved: 'Saved: decided so from now on.', copy: 'Save the data',
  auditorTitle: 'Let an auditor look', auditorIntro: 'An auditor checks from the logs whether the server does what it must. The file opens no visit; hand it to the auditor only.',
  admit: 'Make a file for an auditor', admitted: (reader) => `The auditor is admitted as ${reader.slice(0, 8)}. Hand over the file.`,
  historyTitle: (count) => `Log of orders (${count} entries)`,
  errors: { card: 'This is not a whole card of an authority. Ask them to send it again.', limit: 'One of the texts is empty or too long.', 'stale-instruction': 'Another device gave an order meanwhile. Try again.' },
};

const GERMAN = {
  intro: 'Nur die Besuche, die Sie auswählen, kann die Behörde öffnen, keine anderen. Die Offenlegung steht im Weisungsprotokoll, bevor Sie die Datei bekommen.',
  toWhom: 'Wem', cardFile: 'Karte der Behörde (Datei)', cardText: 'oder die Karte als Text', cardFound: (name) => `Das ist die Karte von „${name}“. Rufen Sie dort an und lassen Sie sich die Wörter vorlesen.`,
  cardWords: 'Die Wörter, wie sie Ihnen vorgelesen wurden', noCard: 'Wählen Sie zuerst die Karte der Behörde.',
  otherWords: 'Das sind nicht die Wörter dieser Karte. Legen Sie nichts offen: Die Karte kann jemand anderem gehören.',
  why: 'Warum', case: 'Nummer des Falls', purpose: 'Wozu die Besuche gebraucht werden', legalBasis: 'Das Gesetz, das sie verlangt',
  helperTells: 'Die Gäste, deren Besuche Sie offenlegen, erfahren es sofort, auch wem. Wer die Mitteilungen der Liste liest, sieht, dass jemand, der mithilft, etwas offengelegt hat.',
  whom: 'Wen', day: 'Tag', everyDay: 'Jeder aufbewahrte Tag', from: 'Zu dieser Zeit oder später dort', until: 'Vor dieser Zeit gekommen', place: 'Platz', everyPlace: 'Alle Plätze',
  index: 'Zugleich dort mit', everybody: 'Alle',
  preview: (visits, records) => `${visits} ${visits === 1 ? 'Besuch' : 'Besuche'} (${records} ${records === 1 ? 'versiegelter Datensatz' : 'versiegelte Datensätze'}) würden offengelegt.`,
  nobody: 'Dann war niemand dort.', disclose: 'Offenlegen und Datei speichern',
  ask: (count, name) => `${count} ${count === 1 ? 'Besuch' : 'Besuche'} an ${name} offenlegen?\n\nDas lässt sich nicht zurücknehmen.`,
  working: 'Wird versiegelt …', sealing: (done, total) => `Wird versiegelt: ${done} von ${total}`,
  disclosed: (count, name, index) => `${count} ${count === 1 ? 'Besuch' : 'Besuche'} an ${name} offengelegt, Eintrag ${index} im Weisungsprotokoll. Schicken Sie die Datei dorthin.`,
  requestsIntro: 'Gäste fragen mit dem Beleg auf ihrem Telefon: Wer fragt, war hier. Sie müssen binnen eines Monats antworten.',
  noRequests: 'Niemand hat etwas verlangt.', unknownVisit: 'Besuch, der nicht mehr aufbewahrt wird',
  kinds: { access: 'Verlangt Auskunft', rectify: 'Verlangt Berichtigung', erase: 'Verlangt Löschung', restrict: 'Verlangt Einschränkung', port: 'Verlangt eine Kopie zum Mitnehmen', object: 'Widerspricht' },
  kindHints: {
    access: 'Gewährt, sind die Daten des Besuchs die Antwort. Eigene Worte träten an ihre Stelle.', port: 'Gewährt, sind die Daten des Besuchs die Antwort. Eigene Worte träten an ihre Stelle.',
    rectify: 'Gäste können Angaben mit demselben Beleg selbst berichtigen.', erase: 'Löschen Sie, außer ein Gesetz verpflichtet Sie zum Aufbewahren.',
    restrict: 'Der Server behält den Besuch, gibt ihn aber niemandem heraus.', object: 'Entscheiden Sie, ob Ihre Gründe überwiegen, und antworten Sie.',
  },
  grant: { access: 'Daten senden', rectify: 'Gewähren', erase: 'Besuch löschen', restrict: 'Besuch einschränken', port: 'Daten senden', object: 'Gewähren' },
  grantAsk: {
    erase: (name) => `Besuch von ${name} löschen?\n\nDer Server löscht ihn und alles, was folgte. Niemand kann ihn zurückholen.`,
    restrict: (name) => `Besuch von ${name} einschränken?`,
  },
  refuse: 'Ablehnen', note: 'Zur Kenntnis nehmen, ohne Entscheidung', sayWhy: 'Wer abgelehnt wird, muss lesen können, warum: Schreiben Sie oben einen Grund.',
  wordsToGuest: 'Worte an den Gast (versiegelt; nur dieser Gast kann sie lesen)', atOnce: 'Sofort mitteilen. Sonst mit der täglichen Zustellung, die niemandem verrät, dass es eine Antwort gab.',
  answered: 'Beantwortet. Der Gast liest es mit der Zustellung des Tages.', answeredNow: 'Beantwortet. Der Gast kann es jetzt lesen.',
  waiting: (count) => `${count} ${count === 1 ? 'Nachricht wartet' : 'Nachrichten warten'} auf die tägliche Zustellung.`, tellNow: 'Jetzt zustellen', told: (count) => `Zugestellt: ${count}.`,
  policyTitle: 'Ohne mich entscheiden', policyIntro: 'Solange diese Seite offen ist, wird dies von selbst gewährt. Was nicht angekreuzt ist, wartet auf Sie.',
  policies: { withdraw: 'Löschung, die binnen einer Stunde nach der Ankunft verlangt wird (ein Widerruf)', restrict: 'Jede Einschränkung', access: 'Die Daten des Besuchs an jeden, der sie verlangt' },
  policySave: 'So entscheiden', policySaved: 'Gespeichert: So wird ab jetzt entschieden.', copy: 'Daten speichern',
  auditorTitle: 'Einen Prüfer zulassen', auditorIntro: 'Ein Prüfer stellt aus den Protokollen fest, ob der Server tut, was er muss. Die Datei öffnet keinen Besuch; geben Sie sie nur dem Prüfer.',
  admit: 'Datei für einen Prüfer erzeugen', admitted: (reader) => `Der Prüfer ist als ${reader.slice(0, 8)} zugelassen. Übergeben Sie die Datei.`,
  historyTitle: (count) => `Weisungsprotokoll (${count} Einträge)`,
  errors: { card: 'Das ist keine vollständige Karte einer Behörde. Lassen Sie sie noch einmal schicken.', limit: 'Einer der Texte ist leer oder zu lang.', 'stale-instruction': 'Ein anderes Gerät hat inzwischen eine Weisung gegeben. Versuchen Sie es noch einmal.' },
};

/** The sentences of the language in use. */
export function orderWords() {
  return language() === 'de' ? GERMAN : ENGLISH;
}

/** What happened and what to do; `of` names what was read. */
export function explainOrder(error, of = error?.code) {
  return orderWords().errors[of] ?? explainOwner(error);
}
