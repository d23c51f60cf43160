// Every sentence on restored processors and implausible visits, in both languages.

import { language } from './texts.mjs';

const ENGLISH = {
  recoveryTitle: 'The server was restored from a backup',
  recoveryLine: (date, records) => `On ${date} the server went on from an older backup. ${records === 0 ? 'No sign-in that this device had seen was lost.' : `It had lost ${records} ${records === 1 ? 'sign-in or message' : 'sign-ins and messages'} that this device had seen:`}`,
  recoveryCame: (returned, erased, missing) => `${returned} came back, ${erased} were erased since, ${missing} ${missing === 1 ? 'is' : 'are'} missing.`,
  recoveryOther: (count) => `Besides, ${count} ${count === 1 ? 'entry' : 'entries'} of keys and orders.`,
  recoveryUnknown: (count) => `Of ${count} more lost ${count === 1 ? 'entry' : 'entries'} this device had no copy and cannot say which.`,
  recoveryMissing: 'What is missing is sent again by the guests’ phones when their page is opened. If it stays missing, it can be shown that the server had it: ask whoever runs the server for a report.',
  recoveryAll: 'Nothing is missing.',
  givenAgain: (count) => `${count} of your orders ${count === 1 ? 'was' : 'were'} lost with it and ${count === 1 ? 'was' : 'were'} given again.`,
  ordersWait: (count) => `${count} of your orders ${count === 1 ? 'concerns' : 'concern'} visits or days that are missing. They are given again once these are back.`,
  ordersLost: (orders) => `Lost, and to be given again by you: ${orders}.`,
  doubtTitle: (count) => `Implausible: ${count} ${count === 1 ? 'visit' : 'visits'}`,
  doubtHint: 'These visits are counted like the others: guests mistype, clocks are off, and groups arrive together. You decide.',
  doubts: {
    crowd: 'many in one minute', 'long-stay': 'longer than a day', 'backward-stay': 'left before arriving', 'other-day': 'arrival on another day',
    'repeated-contact': 'same contact again and again', 'door-code': 'door code does not fit the time',
  },
  advice: {
    crowd: 'Was there a group? If not, somebody signed in many at once: replace the code under “Signs”, and erase what nobody knows.',
    'long-stay': 'Was the check-out forgotten? Rely on the arrival only.',
    'backward-stay': 'The clock of the guest’s phone was wrong, or the times were typed: ask the guest to correct them.',
    'other-day': 'The clock of the guest’s phone was wrong: rely on the day, not on the hour.',
    'repeated-contact': 'Was it a group? If not, call the number before you rely on any of them.',
    'door-code': 'The guest may not have been there: compare with what you know, and rely on the others first.',
  },
};

const GERMAN = {
  recoveryTitle: 'Der Server wurde aus einer Sicherung wiederhergestellt',
  recoveryLine: (date, records) => `Am ${date} hat der Server mit einer älteren Sicherung weitergemacht. ${records === 0 ? 'Kein Eintrag, den dieses Gerät gesehen hatte, ging verloren.' : `Verloren hatte er ${records} ${records === 1 ? 'Eintrag oder Nachricht' : 'Einträge und Nachrichten'}, die dieses Gerät gesehen hatte:`}`,
  recoveryCame: (returned, erased, missing) => `${returned} zurückgekommen, ${erased} seither gelöscht, ${missing} ${missing === 1 ? 'fehlt' : 'fehlen'}.`,
  recoveryOther: (count) => `Dazu ${count} ${count === 1 ? 'Eintrag' : 'Einträge'} von Schlüsseln und Weisungen.`,
  recoveryUnknown: (count) => `Von ${count} weiteren verlorenen ${count === 1 ? 'Eintrag' : 'Einträgen'} hatte dieses Gerät keine Kopie und kann nicht sagen, welche.`,
  recoveryMissing: 'Was fehlt, senden die Telefone der Gäste noch einmal, wenn deren Seite geöffnet wird. Bleibt es aus, lässt sich zeigen, dass der Server es hatte: Verlangen Sie vom Betreiber des Servers einen Bericht.',
  recoveryAll: 'Es fehlt nichts.',
  givenAgain: (count) => `${count} Ihrer Weisungen ${count === 1 ? 'ging' : 'gingen'} damit verloren und ${count === 1 ? 'wurde' : 'wurden'} noch einmal gegeben.`,
  ordersWait: (count) => `${count} Ihrer Weisungen ${count === 1 ? 'betrifft' : 'betreffen'} Besuche oder Tage, die fehlen. Sie werden noch einmal gegeben, sobald diese zurück sind.`,
  ordersLost: (orders) => `Verloren und von Ihnen noch einmal zu geben: ${orders}.`,
  doubtTitle: (count) => `Unglaubhaft: ${count} ${count === 1 ? 'Besuch' : 'Besuche'}`,
  doubtHint: 'Diese Besuche zählen wie die anderen: Gäste vertippen sich, Uhren gehen falsch, und Gruppen kommen zusammen. Sie entscheiden.',
  doubts: {
    crowd: 'viele in einer Minute', 'long-stay': 'länger als ein Tag', 'backward-stay': 'vor der Ankunft gegangen', 'other-day': 'Ankunft an einem anderen Tag',
    'repeated-contact': 'immer wieder derselbe Kontakt', 'door-code': 'Code der Tür passt nicht zur Zeit',
  },
  advice: {
    crowd: 'War es eine Gruppe? Wenn nicht, hat jemand viele auf einmal eingetragen: Ersetzen Sie den Code unter „Aushänge“ und löschen Sie, was niemand kennt.',
    'long-stay': 'Wurde das Auschecken vergessen? Verlassen Sie sich nur auf die Ankunft.',
    'backward-stay': 'Die Uhr des Telefons ging falsch, oder die Zeiten wurden getippt: Bitten Sie den Gast, sie zu berichtigen.',
    'other-day': 'Die Uhr des Telefons ging falsch: Verlassen Sie sich auf den Tag, nicht auf die Stunde.',
    'repeated-contact': 'War es eine Gruppe? Wenn nicht, rufen Sie die Nummer an, bevor Sie sich auf einen davon verlassen.',
    'door-code': 'Der Gast war vielleicht nicht dort: Vergleichen Sie mit dem, was Sie wissen, und verlassen Sie sich zuerst auf die anderen.',
  },
};

/** The sentences of the language in use. */
export function noticeWords() {
  return language() === 'de' ? GERMAN : ENGLISH;
}
