// Reads QR codes as a camera would.

import jsqr from 'jsqr';

/** The text of a code, or `undefined`. */
export function readModules({ size, modules }) {
  const scale = 4;
  const side = (size + 8) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let place = 0; place < modules.length; place += 1) {
    if (modules[place] !== 1) continue;
    const [x, y] = [(4 + (place % size)) * scale, (4 + Math.floor(place / size)) * scale];
    for (let row = y; row < y + scale; row += 1) {
      for (let column = x; column < x + scale; column += 1) pixels.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
    }
  }
  return (jsqr.default ?? jsqr)(pixels, side, side)?.data;
}
