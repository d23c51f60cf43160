// Finding a QR code in a picture, away from the page.

import jsqr from 'jsqr';

/** The text of the code in a picture; `undefined` if there is none. */
export function readPicture({ data, width, height }) {
  const read = jsqr.default ?? jsqr;
  return read(data, width, height, { inversionAttempts: 'attemptBoth' })?.data || undefined;
}
