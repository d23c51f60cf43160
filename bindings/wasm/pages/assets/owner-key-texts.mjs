// Every sentence on recovery, passphrases, devices and dual control, in both languages.

import { explainKeyFile } from './owner-texts.mjs';
import { language } from './texts.mjs';

const ENGLISH = {
  orCharacters: 'or, which is the same, in characters:',
  printCode: 'Print it for the safe', paperTitle: 'Recovery code', qrOfCode: 'QR code of what stands here',
  sheetsTitle: 'Part it among several people', sheetsIntro: 'Each gets one sheet. Some of them together bring the code back; fewer learn nothing from theirs.',
  sheetsNeeded: 'So many bring it back', sheetsCount: 'So many sheets', printSheets: 'Make and print the sheets', sheetTitle: 'Recovery sheet',
  sheetsTooMany: 'More sheets would be needed than there are.', sheetsHint: (needed, count) => `${count} sheets; any ${needed} bring the code back. Sheets of another printing do not fit to them.`,
  passphraseTitle: 'A passphrase of your own instead of a recovery code', passphraseIntro: 'Only if you can keep it for years without writing it down. A code that we draw is stronger than anything that comes to mind.',
  passphrase: 'Passphrase', strong: (power) => `Strong enough: somebody who has the file would need about 10^${power} guesses.`,
  weak: (power) => `Too weak: about 10^${power} guesses would do, and 10^10 is the least.`,
  advice: {
    StraightRowsOfKeysAreEasyToGuess: 'Rows of keys are easy to guess.', ShortKeyboardPatternsAreEasyToGuess: 'Short patterns on the keyboard are easy to guess.',
    RepeatsLikeAaaAreEasyToGuess: 'Repetitions are easy to guess.', RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess: 'Repetitions hardly help.',
    ThisIsATop10Password: 'This is among the ten most common.', ThisIsATop100Password: 'This is among the hundred most common.', ThisIsACommonPassword: 'This is very common.',
    ThisIsSimilarToACommonlyUsedPassword: 'This is like a common one.', SequencesLikeAbcAreEasyToGuess: 'Sequences like abc are easy to guess.', RecentYearsAreEasyToGuess: 'Years are easy to guess.',
    AWordByItselfIsEasyToGuess: 'A single word is easy to guess.', DatesAreOftenEasyToGuess: 'Dates are easy to guess.',
    NamesAndSurnamesByThemselvesAreEasyToGuess: 'Names are easy to guess.', CommonNamesAndSurnamesAreEasyToGuess: 'Names are easy to guess.', AddAnotherWordOrTwo: 'Add a word or two that are rare.',
    UseAFewWordsAvoidCommonPhrases: 'Use several words that do not belong together.', PredictableSubstitutionsDontHelpVeryMuch: '@ instead of a hardly helps.',
    CapitalizationDoesntHelpVeryMuch: 'Capitals hardly help.', ReversedWordsArentMuchHarderToGuess: 'Words backwards hardly help.',
  },
  recoverIntro: 'Choose the identity file, and type the recovery code as it stands on your paper: its characters, its words, or your passphrase. The server keeps the rest, sealed; it cannot open it.',
  sheetsTyped: 'or the sheets, one a line', otherFile: 'I have a decryption file, and the server has nothing', recovered: (days) => `The list is back: ${days} days can be opened. Signs stay as they are.`,
  stolenHint: 'If the lost device was stolen, revoke it under “Devices” now.',
  drillTitle: 'Try it before you need it', drillLast: (date) => `Last proven on ${date}.`, drillNever: 'It was never tried.',
  drillIntro: 'Take your paper from where you keep it, and type what stands there. This opens a record that was sealed for this purpose, from what the server has and what you type alone, as after a loss.',
  drillButton: 'Try whether it opens', drilled: 'It opens: with this, the list would come back. The date is recorded. The next trial is due in four weeks.',
  drillDue: 'Is your recovery code still where you put it? Try it under “Keys”: it takes a minute, and is due every four weeks.',
  drillFailed: 'This would not bring the list back. Compare it with your paper. If it is right, make a new identity file while this device still works.',
  printAgainTitle: 'Print code or sheets again', printAgainIntro: 'This device does not know the code. Type it; it is tried first, as above.', printAgain: 'Try, and show it',
  noRecovery: 'The server holds nothing yet that would bring this list back. Renew the certificates below with identity file and code: that stores it.',
  recoveryStored: 'What brings the list back lies sealed at the server, and is replaced by itself after each day that is erased.',
  fileTitle: 'Decryption file, for a server that is gone', passphraseKeys: 'You chose a passphrase. It is shown nowhere: whoever forgets it loses the list.',
  dualTitle: 'Dual control: only an authority can read who came', dualIntro: 'Contact data are then sealed to the key of an authority inside what guests seal to you. You see times and places. Whoever was here can only be read if you disclose and the authority opens. Guests are told. This cannot be changed later.',
  dualWanted: 'Use dual control', authorityCard: 'Card of the authority for dual control (file)', authorityFound: (name) => `This is the card of “${name}”. Call them and have them read the words to you.`,
  noAuthority: 'Choose the card of the authority, or do without dual control.',
  dualNotice: (name, words) => `Dual control: only ${name} (${words}) can read names and contact data, and only what you disclose.`,
  endTitle: 'End the list', endIntro: 'Everything is erased for good: the keys here, every visit at the server, and what would bring the list back. Guests who look hear of it. Signs no longer work. Save first what you must keep, under “Days”.',
  endButton: 'End the list for good', endAsk: (visits) => `End this list?\n\n${visits} visits are lost for good. Nobody can bring them back.`, ended: 'The list is ended: the keys are destroyed, and the server proved that it logged the end.',
  typeSecret: 'Recovery code (characters or words), or passphrase',
  errors: {
    'weak-passphrase': 'This passphrase can be guessed. Choose a longer one, or take a recovery code.',
    'open-failed': 'What you typed and the file do not fit together. Compare it with your paper, and check that you chose the right file. Nothing was changed.',
    'bad-code': 'This is no whole recovery code: six groups of five characters, or fourteen words, each as it stands on your paper.',
    'bad-checksum': 'The code has a mistyped character or word, or two are swapped. Compare it with your paper.',
    'mixed-sheets': 'These sheets do not belong together: they are of two printings, or of two lists. Use sheets of one printing.',
    'too-few-sheets': 'These are too few sheets. Each says how many are needed.',
    'no-blob': 'The server has nothing that brings this list back. Use the decryption file, if you saved one.',
    'unknown-canary': 'The server does not have what is needed for the trial. Open this page again tomorrow; if it fails again, ask whoever runs the server.',
  },
};

const GERMAN = {
  orCharacters: 'oder, was dasselbe ist, in Zeichen:',
  printCode: 'Für den Tresor drucken', paperTitle: 'Wiederherstellungscode', qrOfCode: 'QR-Code dessen, was hier steht',
  sheetsTitle: 'Unter mehreren Personen aufteilen', sheetsIntro: 'Jede bekommt ein Blatt. Einige zusammen stellen den Code wieder her; weniger erfahren aus ihrem nichts.',
  sheetsNeeded: 'So viele stellen ihn wieder her', sheetsCount: 'So viele Blätter', printSheets: 'Blätter erzeugen und drucken', sheetTitle: 'Wiederherstellungsblatt',
  sheetsTooMany: 'Es wären mehr Blätter nötig, als es gibt.', sheetsHint: (needed, count) => `${count} Blätter; je ${needed} stellen den Code wieder her. Blätter eines anderen Drucks passen nicht dazu.`,
  passphraseTitle: 'Eine eigene Passphrase statt eines Wiederherstellungscodes', passphraseIntro: 'Nur, wenn Sie sie jahrelang behalten können, ohne sie aufzuschreiben. Ein Code, den wir ziehen, ist stärker als alles, was einem einfällt.',
  passphrase: 'Passphrase', strong: (power) => `Stark genug: Wer die Datei hat, bräuchte etwa 10^${power} Versuche.`,
  weak: (power) => `Zu schwach: Etwa 10^${power} Versuche genügten, und 10^10 ist das Mindeste.`,
  advice: {
    StraightRowsOfKeysAreEasyToGuess: 'Tastenreihen sind leicht zu erraten.', ShortKeyboardPatternsAreEasyToGuess: 'Kurze Muster auf der Tastatur sind leicht zu erraten.',
    RepeatsLikeAaaAreEasyToGuess: 'Wiederholungen sind leicht zu erraten.', RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess: 'Wiederholungen helfen kaum.',
    ThisIsATop10Password: 'Das gehört zu den zehn häufigsten.', ThisIsATop100Password: 'Das gehört zu den hundert häufigsten.', ThisIsACommonPassword: 'Das ist sehr häufig.',
    ThisIsSimilarToACommonlyUsedPassword: 'Das ähnelt einer häufigen.', SequencesLikeAbcAreEasyToGuess: 'Folgen wie abc sind leicht zu erraten.', RecentYearsAreEasyToGuess: 'Jahreszahlen sind leicht zu erraten.',
    AWordByItselfIsEasyToGuess: 'Ein einzelnes Wort ist leicht zu erraten.', DatesAreOftenEasyToGuess: 'Daten sind leicht zu erraten.',
    NamesAndSurnamesByThemselvesAreEasyToGuess: 'Namen sind leicht zu erraten.', CommonNamesAndSurnamesAreEasyToGuess: 'Namen sind leicht zu erraten.', AddAnotherWordOrTwo: 'Fügen Sie ein, zwei seltene Wörter hinzu.',
    UseAFewWordsAvoidCommonPhrases: 'Nehmen Sie mehrere Wörter, die nicht zusammengehören.', PredictableSubstitutionsDontHelpVeryMuch: '@ statt a hilft kaum.',
    CapitalizationDoesntHelpVeryMuch: 'Großschreibung hilft kaum.', ReversedWordsArentMuchHarderToGuess: 'Wörter rückwärts helfen kaum.',
  },
  recoverIntro: 'Wählen Sie die Identitätsdatei, und geben Sie den Wiederherstellungscode ein, wie er auf Ihrem Papier steht: Zeichen, Wörter oder Ihre Passphrase. Das Übrige hat der Server, versiegelt; öffnen kann er es nicht.',
  sheetsTyped: 'oder die Blätter, eines je Zeile', otherFile: 'Ich habe eine Entschlüsselungsdatei, und der Server hat nichts', recovered: (days) => `Die Liste ist zurück: ${days} Tage lassen sich öffnen. Aushänge bleiben, wie sie sind.`,
  stolenHint: 'Wurde das verlorene Gerät gestohlen, sperren Sie es jetzt unter „Geräte“.',
  drillTitle: 'Probieren Sie es, bevor Sie es brauchen', drillLast: (date) => `Zuletzt gezeigt am ${date}.`, drillNever: 'Es wurde noch nie probiert.',
  drillIntro: 'Holen Sie Ihr Papier von dort, wo Sie es aufbewahren, und tippen Sie ab, was dort steht. Damit wird ein eigens dafür versiegelter Eintrag geöffnet, allein aus dem, was der Server hat und was Sie tippen, wie nach einem Verlust.',
  drillButton: 'Probieren, ob es öffnet', drilled: 'Es öffnet: Damit käme die Liste zurück. Das Datum ist festgehalten. Die nächste Probe ist in vier Wochen fällig.',
  drillDue: 'Liegt Ihr Wiederherstellungscode noch dort, wo Sie ihn hingelegt haben? Probieren Sie ihn unter „Schlüssel“: Es dauert eine Minute und ist alle vier Wochen fällig.',
  drillFailed: 'Damit käme die Liste nicht zurück. Vergleichen Sie es mit Ihrem Papier. Stimmt es, erzeugen Sie eine neue Identitätsdatei, solange dieses Gerät noch geht.',
  printAgainTitle: 'Code oder Blätter noch einmal drucken', printAgainIntro: 'Dieses Gerät kennt den Code nicht. Tippen Sie ihn; er wird zuerst probiert, wie oben.', printAgain: 'Probieren und zeigen',
  noRecovery: 'Der Server hat noch nichts, was diese Liste zurückbringt. Erneuern Sie unten die Zertifikate mit Identitätsdatei und Code: Damit wird es hinterlegt.',
  recoveryStored: 'Was die Liste zurückbringt, liegt versiegelt beim Server und wird nach jedem gelöschten Tag von selbst ersetzt.',
  fileTitle: 'Entschlüsselungsdatei, falls es den Server nicht mehr gibt', passphraseKeys: 'Sie haben eine Passphrase gewählt. Sie wird nirgends gezeigt: Wer sie vergisst, verliert die Liste.',
  dualTitle: 'Doppelte Kontrolle: Nur eine Behörde kann lesen, wer kam', dualIntro: 'Kontaktdaten werden dann innen an den Schlüssel einer Behörde versiegelt. Sie sehen Zeiten und Plätze. Wer hier war, lässt sich nur lesen, wenn Sie offenlegen und die Behörde öffnet. Gäste erfahren das. Es lässt sich später nicht ändern.',
  dualWanted: 'Doppelte Kontrolle benutzen', authorityCard: 'Karte der Behörde für die doppelte Kontrolle (Datei)', authorityFound: (name) => `Das ist die Karte von „${name}“. Rufen Sie dort an und lassen Sie sich die Wörter vorlesen.`,
  noAuthority: 'Wählen Sie die Karte der Behörde, oder verzichten Sie auf die doppelte Kontrolle.',
  dualNotice: (name, words) => `Doppelte Kontrolle: Nur ${name} (${words}) kann Namen und Kontaktdaten lesen, und nur, was Sie offenlegen.`,
  endTitle: 'Die Liste beenden', endIntro: 'Alles wird endgültig gelöscht: die Schlüssel hier, jeder Besuch beim Server und was die Liste zurückbringen würde. Gäste, die nachsehen, erfahren es. Aushänge gelten nicht mehr. Speichern Sie vorher unter „Tage“, was Sie aufbewahren müssen.',
  endButton: 'Die Liste endgültig beenden', endAsk: (visits) => `Diese Liste beenden?\n\n${visits} Besuche sind dann endgültig verloren. Niemand kann sie zurückholen.`, ended: 'Die Liste ist beendet: Die Schlüssel sind vernichtet, und der Server hat bewiesen, dass er das Ende protokolliert hat.',
  typeSecret: 'Wiederherstellungscode (Zeichen oder Wörter) oder Passphrase',
  errors: {
    'weak-passphrase': 'Diese Passphrase lässt sich erraten. Wählen Sie eine längere, oder nehmen Sie einen Wiederherstellungscode.',
    'open-failed': 'Was Sie getippt haben und die Datei passen nicht zusammen. Vergleichen Sie es mit Ihrem Papier, und prüfen Sie, ob es die richtige Datei ist. Es wurde nichts verändert.',
    'bad-code': 'Das ist kein ganzer Wiederherstellungscode: sechs Gruppen zu fünf Zeichen oder vierzehn Wörter, jedes wie auf Ihrem Papier.',
    'bad-checksum': 'Im Code ist ein Zeichen oder Wort vertippt, oder zwei sind vertauscht. Vergleichen Sie ihn mit Ihrem Papier.',
    'mixed-sheets': 'Diese Blätter gehören nicht zusammen: Sie stammen aus zwei Drucken oder von zwei Listen. Nehmen Sie Blätter eines Drucks.',
    'too-few-sheets': 'Das sind zu wenige Blätter. Auf jedem steht, wie viele nötig sind.',
    'no-blob': 'Der Server hat nichts, was diese Liste zurückbringt. Nehmen Sie die Entschlüsselungsdatei, falls Sie eine gespeichert haben.',
    'unknown-canary': 'Der Server hat nicht, was die Probe braucht. Öffnen Sie diese Seite morgen noch einmal; misslingt es wieder, fragen Sie den Betreiber des Servers.',
  },
};

/** The sentences of the language in use. */
export function keyWords() {
  return language() === 'de' ? GERMAN : ENGLISH;
}

/** What happened and what to do. */
export function explainKeys(error) {
  return keyWords().errors[error?.code] ?? explainKeyFile(error);
}
