// Every sentence of the guest's page, in both languages.

const ENGLISH = {
  other: 'Deutsch',
  optional: 'optional',
  loading: 'Checking this list …',
  contact: 'Who is responsible',
  purpose: 'What for',
  legalBasis: 'Legal basis',
  authority: 'Only this authority can read who you are, and only if the venue hands it over',
  retention: 'Erased by',
  words: 'Compare with the sign',
  wordsHint: 'These five words must stand beside the code. If they differ, somebody pasted another code over it: leave this page and tell the staff.',
  wordsTitle: 'The words beside the code',
  testList: 'Test list: do not enter real data.',
  yourDetails: 'Your details',
  remember: 'Remember my details on this device for next time',
  send: 'Seal and sign in',
  sending: 'Sealing …',
  sealNote: 'Your details are sealed on this device. Whoever runs the server cannot read them; only the venue can.',
  confirmed: 'Signed in',
  confirmedAt: (time, people) => `${time}${people > 1 ? `, ${people} people` : ''}`,
  receiptVerified: (index) => `Receipt verified: entry ${index} of the log.`,
  waiting: 'Saved, not yet sent',
  waitingText: 'Your details are sealed and kept on this device. They are sent as soon as there is a connection. You can close this page.',
  waitingPage: 'Your details are sealed. This browser keeps nothing: leave the page open until they are sent.',
  waitingCount: (count) => (count === 1 ? 'One sealed message waits for a connection.' : `${count} sealed messages wait for a connection.`),
  giveUp: 'Discard what waits',
  retry: 'Try again',
  myVisits: 'My visits on this device',
  noVisits: 'Scan the code of a venue to sign in. Visits appear here.',
  present: 'signed in',
  leftAt: (time) => `left ${time}`,
  checkOut: 'Check out',
  myData: 'Ask for my data',
  deleteMyData: 'Ask to delete my data',
  takeAlong: 'Save what this ticket knows',
  look: 'Look for answers',
  hasMail: 'There is news.',
  noMail: 'Nothing new. Answers come once a day.',
  mail: 'From the venue',
  asked: { access: 'Your data', rectify: 'Correction', erase: 'Erasure', restrict: 'Restriction', port: 'Your data', object: 'Objection' },
  decisions: { granted: 'granted', refused: 'refused', noted: 'noted', 'already-erased': 'was erased before' },
  erased: { request: 'This visit was erased, as you asked.', retention: 'This visit was erased in its time.', owner: 'The venue had this visit erased before its time.' },
  disclosed: (name, words) => `This visit was disclosed to ${name} (${words}).`,
  correct: 'Correct my details',
  correctHint: 'Fill in only what changes. What you leave empty stays as it is.',
  sendCorrection: 'Seal and send',
  companionAlone: 'A companion signs in alone',
  companionHint: 'Your companion scans this code and signs in with their own details. When they have done so, take them off your entry.',
  companionDone: 'They are signed in: take them off my entry',
  handOver: 'Hand over to another phone',
  handOverHint: 'Whoever scans this code can check out, correct and make requests for this visit. When the other phone shows it, remove it here.',
  removeHere: 'Remove it here',
  takenOver: 'The visit is on this device now.',
  ticketCode: 'QR code',
  ticketHint: 'Your ticket: scan it with a phone to check out, or to ask for your data or its erasure.',
  noCamera: 'Without a camera: type or paste the link of the code',
  open: 'Open',
  waitsToSend: {
    'check-out': 'Check-out waits for a connection.',
    correction: 'Correction waits for a connection.',
    access: 'Request for your data waits for a connection.',
    erase: 'Request for erasure waits for a connection.',
  },
  sealedAndSent: {
    'check-out': 'Checked out.',
    correction: 'Correction sent.',
    access: 'You asked for your data. The venue has to answer you.',
    erase: 'You asked for erasure. The venue has to answer you.',
  },
  cosigned: 'confirmed by the venue',
  sentAgain: 'the server had lost this entry; your device sent it again',
  contradiction: (venue) => `${venue}: the server contradicts itself. It has signed two logs that exclude each other, and one of them only for you. Your details stay sealed, but your entry may be kept from the venue. Save the evidence and give it to the venue or to the data protection authority.`,
  saveEvidence: 'Save the evidence',
  doubt: (venue) => `${venue}: the server did not show that your entry is in the log that everybody sees. This page asks again at its next start.`,
  back: 'Back',
  another: 'Sign in again',
  forget: 'Forget everything here',
  forgetAsk: 'Erase visits, receipts and remembered details from this device? Without the receipt you can no longer check out or ask for erasure here.',
  forgotten: 'Nothing is kept on this device any more.',
  kioskOn: 'Kiosk mode',
  kioskOff: 'End kiosk mode',
  kioskNote: 'Kiosk mode: this device remembers nothing. Each sign-in is marked as entered by staff.',
  next: 'Next guest',
  print: 'Print receipt',
  nothingKept: 'This browser keeps nothing for this page. Leave the page open if you want to check out later.',
  offline: 'No connection. What you need was saved earlier and was verified again.',
  program: 'Program',
  problem: 'This does not work',
  nothingLost: 'Nothing that you typed is lost.',
  fields: {
    givenName: 'Given name', familyName: 'Family name', phone: 'Phone', email: 'E-mail', street: 'Street and number',
    postalCode: 'Postal code', city: 'City', country: 'Country', place: 'Table or place',
    companions: 'People with you', companionNames: 'Their names', plannedEnd: 'Until about', doorCode: 'Code at the door',
  },
  hints: {
    phone: 'With country code: +49 151 2345678', country: 'Two letters, such as DE',
    companionNames: 'One name a line', companions: 'Without yourself',
  },
  errors: {
    'field-required': 'Please fill this in.',
    'field-not-allowed': 'The venue does not ask for this. Leave it empty.',
    'bad-field': 'This is not valid.',
    'bad-argument': 'This is not valid.',
    limit: 'All details together are too long. Please shorten them.',
    'bad-link': 'This is not the code of an attendance list. Scan the code at the venue again.',
    truncated: 'The code was cut off. Scan it again, or type the whole link.',
    'wrong-list': 'The server answered for another list. Nothing was sent. Tell the staff.',
    'wrong-environment': 'This code belongs to a test list, or this page is for tests only. Nothing was sent.',
    'replaced-poster': 'This code was replaced by a newer one. Ask the staff for the current code.',
    expired: 'By the clock of this device the list is over. Check date and time of your device, then try again.',
    'not-yet-valid': 'By the clock of this device the list has not begun. Check date and time of your device, then try again.',
    'rolled-back': 'The server showed an older state of this list than you have seen before. Nothing was sent. Tell the staff.',
    'not-cosigned': 'The venue has not confirmed this list yet. Ask the staff to open their list once, then try again.',
    'unknown-list': 'This server does not know the list. Ask the staff whether the code is still in use.',
    unreachable: 'No connection. Check your network, then try again.',
    overloaded: 'The server is busy. Try again in a moment.',
    'epoch-expired': 'It is too late to send this: the day is closed.',
    'epoch-full': 'The list of today is full. Tell the staff.',
    'bad-proof': 'The server did not prove that it kept your entry. It stays here and can be sent again.',
    'not-loaded': 'The page could not be loaded completely. Try again.',
    untrusted: 'The server’s answer failed a check. Nothing was sent. Tell the staff.',
  },
  phoneZero: 'Start with + and the country code instead of the first 0, for instance +49.',
};

const GERMAN = {
  other: 'English',
  optional: 'freiwillig',
  loading: 'Die Liste wird geprüft …',
  contact: 'Verantwortlich',
  purpose: 'Wozu',
  legalBasis: 'Rechtsgrundlage',
  authority: 'Nur diese Behörde kann lesen, wer Sie sind, und nur wenn das Haus es ihr gibt',
  retention: 'Gelöscht bis',
  words: 'Mit dem Aushang vergleichen',
  wordsHint: 'Diese fünf Wörter müssen neben dem Code stehen. Weichen sie ab, wurde der Code überklebt: Verlassen Sie die Seite und sagen Sie dem Personal Bescheid.',
  wordsTitle: 'Die Wörter neben dem Code',
  testList: 'Testliste: bitte keine echten Angaben.',
  yourDetails: 'Ihre Angaben',
  remember: 'Angaben auf diesem Gerät für das nächste Mal merken',
  send: 'Versiegeln und eintragen',
  sending: 'Wird versiegelt …',
  sealNote: 'Ihre Angaben werden auf diesem Gerät versiegelt. Der Betreiber des Servers kann sie nicht lesen, nur das Haus.',
  confirmed: 'Eingetragen',
  confirmedAt: (time, people) => `${time} Uhr${people > 1 ? `, ${people} Personen` : ''}`,
  receiptVerified: (index) => `Quittung geprüft: Eintrag ${index} im Protokoll.`,
  waiting: 'Gesichert, noch nicht gesendet',
  waitingText: 'Ihre Angaben sind versiegelt und auf diesem Gerät gesichert. Sie werden gesendet, sobald es eine Verbindung gibt. Sie können die Seite schließen.',
  waitingPage: 'Ihre Angaben sind versiegelt. Dieser Browser behält nichts: Lassen Sie die Seite offen, bis sie gesendet sind.',
  waitingCount: (count) => (count === 1 ? 'Eine versiegelte Nachricht wartet auf eine Verbindung.' : `${count} versiegelte Nachrichten warten auf eine Verbindung.`),
  giveUp: 'Wartendes verwerfen',
  retry: 'Noch einmal versuchen',
  myVisits: 'Meine Besuche auf diesem Gerät',
  noVisits: 'Scannen Sie den Code eines Hauses, um sich einzutragen. Besuche erscheinen hier.',
  present: 'eingetragen',
  leftAt: (time) => `gegangen ${time}`,
  checkOut: 'Auschecken',
  myData: 'Auskunft verlangen',
  deleteMyData: 'Löschung verlangen',
  takeAlong: 'Speichern, was dieser Beleg weiß',
  look: 'Nach Antworten sehen',
  hasMail: 'Es gibt Neues.',
  noMail: 'Nichts Neues. Antworten kommen einmal am Tag.',
  mail: 'Vom Haus',
  asked: { access: 'Auskunft', rectify: 'Berichtigung', erase: 'Löschung', restrict: 'Einschränkung', port: 'Auskunft', object: 'Widerspruch' },
  decisions: { granted: 'gewährt', refused: 'abgelehnt', noted: 'zur Kenntnis genommen', 'already-erased': 'war schon gelöscht' },
  erased: { request: 'Dieser Besuch wurde gelöscht, wie verlangt.', retention: 'Dieser Besuch wurde fristgemäß gelöscht.', owner: 'Das Haus ließ diesen Besuch vorzeitig löschen.' },
  disclosed: (name, words) => `Dieser Besuch wurde ${name} offengelegt (${words}).`,
  correct: 'Angaben berichtigen',
  correctHint: 'Füllen Sie nur aus, was sich ändert. Was leer bleibt, bleibt, wie es ist.',
  sendCorrection: 'Versiegeln und senden',
  companionAlone: 'Begleitung trägt sich selbst ein',
  companionHint: 'Ihre Begleitung scannt diesen Code und trägt sich mit eigenen Angaben ein. Danach nehmen Sie sie aus Ihrem Eintrag.',
  companionDone: 'Ist eingetragen: aus meinem Eintrag nehmen',
  handOver: 'An ein anderes Telefon übergeben',
  handOverHint: 'Wer diesen Code scannt, kann für diesen Besuch auschecken, berichtigen und Rechte ausüben. Zeigt das andere Telefon ihn an, entfernen Sie ihn hier.',
  removeHere: 'Hier entfernen',
  takenOver: 'Der Besuch ist jetzt auf diesem Gerät.',
  ticketCode: 'QR-Code',
  ticketHint: 'Ihr Beleg: Mit einem Telefon gescannt, können Sie auschecken, Auskunft oder Löschung verlangen.',
  noCamera: 'Ohne Kamera: Link des Codes eintippen oder einfügen',
  open: 'Öffnen',
  waitsToSend: {
    'check-out': 'Auschecken wartet auf eine Verbindung.',
    correction: 'Berichtigung wartet auf eine Verbindung.',
    access: 'Auskunftsverlangen wartet auf eine Verbindung.',
    erase: 'Löschverlangen wartet auf eine Verbindung.',
  },
  sealedAndSent: {
    'check-out': 'Ausgecheckt.',
    correction: 'Berichtigung gesendet.',
    access: 'Sie haben Auskunft verlangt. Das Haus muss Ihnen antworten.',
    erase: 'Sie haben Löschung verlangt. Das Haus muss Ihnen antworten.',
  },
  cosigned: 'vom Haus bestätigt',
  sentAgain: 'der Server hatte diesen Eintrag verloren; Ihr Gerät hat ihn noch einmal gesendet',
  contradiction: (venue) => `${venue}: Der Server widerspricht sich. Er hat zwei Protokolle unterschrieben, die einander ausschließen, eines davon nur für Sie. Ihre Angaben bleiben versiegelt, aber vielleicht enthält er dem Haus Ihren Eintrag vor. Speichern Sie den Beweis und geben Sie ihn dem Haus oder der Datenschutzaufsicht.`,
  saveEvidence: 'Beweis speichern',
  doubt: (venue) => `${venue}: Der Server hat nicht gezeigt, dass Ihr Eintrag in dem Protokoll steht, das alle sehen. Die Seite fragt beim nächsten Öffnen noch einmal.`,
  back: 'Zurück',
  another: 'Noch einmal eintragen',
  forget: 'Hier alles vergessen',
  forgetAsk: 'Besuche, Quittungen und gemerkte Angaben von diesem Gerät löschen? Ohne Quittung können Sie hier nicht mehr auschecken oder Löschung verlangen.',
  forgotten: 'Auf diesem Gerät ist nichts mehr gespeichert.',
  kioskOn: 'Kiosk-Modus',
  kioskOff: 'Kiosk-Modus beenden',
  kioskNote: 'Kiosk-Modus: Dieses Gerät merkt sich nichts. Jeder Eintrag wird als vom Personal eingegeben gekennzeichnet.',
  next: 'Nächster Gast',
  print: 'Quittung drucken',
  nothingKept: 'Dieser Browser behält nichts für diese Seite. Lassen Sie sie offen, wenn Sie später auschecken möchten.',
  offline: 'Keine Verbindung. Was Sie brauchen, war gespeichert und wurde noch einmal geprüft.',
  program: 'Programm',
  problem: 'Das geht so nicht',
  nothingLost: 'Nichts von Ihren Angaben ist verloren.',
  fields: {
    givenName: 'Vorname', familyName: 'Nachname', phone: 'Telefon', email: 'E-Mail', street: 'Straße und Hausnummer',
    postalCode: 'Postleitzahl', city: 'Ort', country: 'Land', place: 'Tisch oder Platz',
    companions: 'Begleitpersonen', companionNames: 'Ihre Namen', plannedEnd: 'Voraussichtlich bis', doorCode: 'Code an der Tür',
  },
  hints: {
    phone: 'Mit Ländervorwahl: +49 151 2345678', country: 'Zwei Buchstaben, etwa DE',
    companionNames: 'Ein Name je Zeile', companions: 'Ohne Sie selbst',
  },
  errors: {
    'field-required': 'Bitte ausfüllen.',
    'field-not-allowed': 'Das Haus fragt nicht danach. Bitte leer lassen.',
    'bad-field': 'Das ist so nicht gültig.',
    'bad-argument': 'Das ist so nicht gültig.',
    limit: 'Alle Angaben zusammen sind zu lang. Bitte kürzen.',
    'bad-link': 'Das ist nicht der Code einer Anwesenheitsliste. Scannen Sie den Code vor Ort noch einmal.',
    truncated: 'Der Code ist abgeschnitten. Scannen Sie ihn noch einmal, oder geben Sie den ganzen Link ein.',
    'wrong-list': 'Der Server hat für eine andere Liste geantwortet. Es wurde nichts gesendet. Sagen Sie dem Personal Bescheid.',
    'wrong-environment': 'Dieser Code gehört zu einer Testliste, oder diese Seite ist nur zum Testen. Es wurde nichts gesendet.',
    'replaced-poster': 'Dieser Code wurde durch einen neuen ersetzt. Fragen Sie das Personal nach dem aktuellen.',
    expired: 'Nach der Uhr dieses Geräts ist die Liste vorbei. Prüfen Sie Datum und Uhrzeit, dann versuchen Sie es noch einmal.',
    'not-yet-valid': 'Nach der Uhr dieses Geräts hat die Liste noch nicht begonnen. Prüfen Sie Datum und Uhrzeit, dann versuchen Sie es noch einmal.',
    'rolled-back': 'Der Server zeigt einen älteren Stand dieser Liste, als Sie schon gesehen haben. Es wurde nichts gesendet. Sagen Sie dem Personal Bescheid.',
    'not-cosigned': 'Das Haus hat diese Liste noch nicht bestätigt. Bitten Sie das Personal, die Liste einmal zu öffnen, dann versuchen Sie es noch einmal.',
    'unknown-list': 'Dieser Server kennt die Liste nicht. Fragen Sie das Personal, ob der Code noch gilt.',
    unreachable: 'Keine Verbindung. Prüfen Sie Ihr Netz, dann versuchen Sie es noch einmal.',
    overloaded: 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
    'epoch-expired': 'Dafür ist es zu spät: Der Tag ist abgeschlossen.',
    'epoch-full': 'Die Liste für heute ist voll. Sagen Sie dem Personal Bescheid.',
    'bad-proof': 'Der Server hat nicht bewiesen, dass er Ihren Eintrag behalten hat. Er bleibt hier und kann noch einmal gesendet werden.',
    'not-loaded': 'Die Seite wurde nicht vollständig geladen. Versuchen Sie es noch einmal.',
    untrusted: 'Die Antwort des Servers hat eine Prüfung nicht bestanden. Es wurde nichts gesendet. Sagen Sie dem Personal Bescheid.',
  },
  phoneZero: 'Beginnen Sie mit + und der Ländervorwahl statt der ersten 0, zum Beispiel +49.',
};

/** The sentences of the language in use. */
export let text = ENGLISH;

/** Takes over the language that was chosen before, or the browser's. */
export function startLanguage() {
  let chosen;
  try {
    chosen = localStorage.getItem('language');
  } catch {
    chosen = null;
  }
  setLanguage(chosen ?? (navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en'));
}

/** Changes to the other language and remembers it. */
export function toggleLanguage() {
  setLanguage(language() === 'de' ? 'en' : 'de');
  try {
    localStorage.setItem('language', language());
  } catch {
    // Then it is chosen again next time.
  }
}

/** `de` or `en`. */
export function language() {
  return document.documentElement.lang;
}

/** What happened and what to do, for an error of the library. */
export function explain(error) {
  const known = text.errors[error?.code];
  if (known) return known;
  return error?.code ? `${text.errors.untrusted} (${error.code})` : String(error);
}

export function clockTime(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
}

export function dateTime(seconds) {
  return new Date(seconds * 1000).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' });
}

export function day(seconds) {
  return new Date(seconds * 1000).toLocaleDateString(language(), { dateStyle: 'long' });
}

function setLanguage(name) {
  document.documentElement.lang = name === 'de' ? 'de' : 'en';
  text = name === 'de' ? GERMAN : ENGLISH;
}
