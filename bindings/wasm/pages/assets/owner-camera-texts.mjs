// Every sentence of the camera, in both languages.

import { language } from './texts.mjs';

const ENGLISH = {
  scan: 'Scan it with the camera', stop: 'Stop the camera', looking: 'Hold the code before the camera. The pictures stay on this device.', picture: 'Picture of the camera',
  read: 'The code was read.', parts: (read, count) => `${read} of ${count} codes were read.`,
  errors: {
    none: 'There is no camera here, or this browser does not hand it out. Choose the file, or paste the text.',
    refused: 'The camera was not allowed. Allow it in the settings of the browser for this page, or choose the file, or paste the text.',
    busy: 'The camera is in use by another program. Close that, or choose the file, or paste the text.',
  },
};

const GERMAN = {
  scan: 'Mit der Kamera scannen', stop: 'Kamera anhalten', looking: 'Halten Sie den Code vor die Kamera. Die Bilder bleiben auf diesem Gerät.', picture: 'Bild der Kamera',
  read: 'Der Code wurde gelesen.', parts: (read, count) => `${read} von ${count} Codes sind gelesen.`,
  errors: {
    none: 'Hier ist keine Kamera, oder dieser Browser gibt sie nicht her. Wählen Sie die Datei, oder fügen Sie den Text ein.',
    refused: 'Die Kamera wurde nicht erlaubt. Erlauben Sie sie in den Einstellungen des Browsers für diese Seite, oder wählen Sie die Datei, oder fügen Sie den Text ein.',
    busy: 'Ein anderes Programm benutzt die Kamera. Schließen Sie es, oder wählen Sie die Datei, oder fügen Sie den Text ein.',
  },
};

/** The sentences of the language in use. */
export function cameraWords() {
  return language() === 'de' ? GERMAN : ENGLISH;
}
