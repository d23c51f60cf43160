// QR codes (ISO/IEC 18004): bytes, error correction L, mask 0. The links in them are as good as
// random, so that no mask is better than another.

import { drawing } from './dom.mjs';

/** The modules of a text's code, row by row, 1 for dark: `{ size, modules }`, no quiet zone. */
export function qrModules(text) {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  // Readers in wide use look for a pattern of version 23 at a wrong place.
  while (room(version) < bytes.length || version === 23) version += 1;
  const code = new Code(version);
  code.fill(withCorrection(version, dataCodewords(version, bytes)));
  return { size: code.size, modules: code.modules };
}

/** One path for all dark modules, with the quiet zone of four. */
export function qrDrawing({ size, modules }, label) {
  let path = '';
  for (let place = 0; place < modules.length; place += 1) {
    if (modules[place] === 1) path += `M${4 + (place % size)} ${4 + Math.floor(place / size)}h1v1h-1z`;
  }
  const shapes = [['path', { class: 'quiet', d: `M0 0h${size + 8}v${size + 8}H0z` }], ['path', { class: 'modules', d: path }]];
  return drawing(size + 8, shapes, { class: 'qr', role: 'img', 'aria-hidden': 'false', 'aria-label': label, 'shape-rendering': 'crispEdges' });
}

class Code {
  constructor(version) {
    this.size = 17 + 4 * version;
    this.modules = new Uint8Array(this.size ** 2);
    this.fixed = new Uint8Array(this.size ** 2);
    const [last, places] = [this.size - 7, alignments(version)];
    for (let at = 8; at < this.size - 8; at += 1) for (const [x, y] of [[6, at], [at, 6]]) this.set(x, y, at % 2 === 0);
    for (const [x, y] of [[3, 3], [this.size - 4, 3], [3, this.size - 4]]) this.#rings(x, y, 4, [2, 4]);
    for (const x of places) {
      for (const y of places) if (!(x === 6 && y === 6) && !(x === 6 && y === last) && !(x === last && y === 6)) this.#rings(x, y, 2, [1]);
    }
    this.#format(version);
  }

  set(x, y, isDark) {
    this.modules[y * this.size + x] = isDark ? 1 : 0;
    this.fixed[y * this.size + x] = 1;
  }

  /** Squares around a point, those of the given distances light. */
  #rings(x, y, reach, light) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      for (let dy = -reach; dy <= reach; dy += 1) {
        const [column, row] = [x + dx, y + dy];
        if (Math.min(column, row) < 0 || Math.max(column, row) >= this.size) continue;
        this.set(column, row, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  }

  #format(version) {
    // Error correction L is 01, mask 0 is 000.
    const format = remainder(0b01000, 10, 0x537) ^ 0x5412;
    const bit = (bits, at) => ((bits >> at) & 1) === 1;
    for (let at = 0; at < 15; at += 1) {
      const near = at < 6 ? at : at < 8 ? at + 1 : 14 - at;
      if (at < 8) this.set(8, near, bit(format, at));
      else this.set(at === 8 ? 7 : near, 8, bit(format, at));
      if (at < 8) this.set(this.size - 1 - at, 8, bit(format, at));
      else this.set(8, this.size - 15 + at, bit(format, at));
    }
    this.set(8, this.size - 8, true);
    if (version < 7) return;
    const name = remainder(version, 12, 0x1f25);
    for (let at = 0; at < 18; at += 1) {
      const [far, near] = [this.size - 11 + (at % 3), Math.floor(at / 3)];
      this.set(far, near, bit(name, at));
      this.set(near, far, bit(name, at));
    }
  }

  /** Lays the bits from the lower right, up and down in columns of two. */
  fill(codewords) {
    let place = 0;
    for (let right = this.size - 1; right > 0; right -= right === 8 ? 3 : 2) {
      const isUp = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.size; step += 1) {
        for (const x of [right, right - 1]) {
          const y = isUp ? this.size - 1 - step : step;
          const at = y * this.size + x;
          if (this.fixed[at] === 1) continue;
          const isDark = ((codewords[place >> 3] ?? 0) >> (7 - (place & 7))) & 1;
          this.modules[at] = isDark ^ ((x + y + 1) & 1);
          place += 1;
        }
      }
    }
  }
}

/** Mode, length, content, end, and fillers. */
function dataCodewords(version, bytes) {
  const lengthBits = version < 10 ? 8 : 16;
  const bits = [[4, 4], [bytes.length, lengthBits], ...[...bytes].map((byte) => [byte, 8]), [0, 4]];
  const codewords = new Uint8Array(dataLength(version));
  let place = 0;
  for (const [value, width] of bits) {
    for (let at = width - 1; at >= 0; at -= 1, place += 1) codewords[place >> 3] |= ((value >> at) & 1) << (7 - (place & 7));
  }
  for (let at = place >> 3, filler = 0xec; at < codewords.length; at += 1, filler ^= 0xec ^ 0x11) codewords[at] = filler;
  return codewords;
}

/** Splits into blocks, adds their Reed-Solomon codewords, and interleaves. */
function withCorrection(version, data) {
  const [blocks, extra] = [BLOCKS[version - 1], CORRECTION[version - 1]];
  const short = Math.floor(data.length / blocks);
  const isLong = (block) => block >= blocks - (data.length % blocks);
  let start = 0;
  const parts = Array.from({ length: blocks }, (_, block) => {
    const part = data.subarray(start, (start += short + (isLong(block) ? 1 : 0)));
    return [part, correction(part, extra)];
  });
  const woven = [];
  for (const [half, length] of [[0, short + 1], [1, extra]]) {
    for (let at = 0; at < length; at += 1) for (const part of parts) if (at < part[half].length) woven.push(part[half][at]);
  }
  return woven;
}

function correction(data, length) {
  let divisor = [1];
  for (let power = 0; power < length; power += 1) {
    const next = [...divisor, 0];
    divisor.forEach((factor, at) => (next[at + 1] ^= times(factor, EXPONENTS[power])));
    divisor = next;
  }
  const rest = new Uint8Array(length);
  for (const byte of data) {
    const factor = byte ^ rest[0];
    rest.copyWithin(0, 1);
    rest[length - 1] = 0;
    for (let at = 0; at < length; at += 1) rest[at] ^= times(divisor[at + 1], factor);
  }
  return rest;
}

function times(a, b) {
  return a && b ? EXPONENTS[(EXPONENTS.indexOf(a) + EXPONENTS.indexOf(b)) % 255] : 0;
}

/** A number followed by the remainder of its division, for codes of few bits. */
function remainder(value, bits, divisor) {
  let rest = value << bits;
  for (let at = 31 - Math.clz32(rest); at >= bits; at = 31 - Math.clz32(rest)) rest ^= divisor << (at - bits);
  return (value << bits) | rest;
}

function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, place) => version * 4 + 10 - place * step)];
}

function dataLength(version) {
  const count = alignments(version).length;
  const aligned = count && (25 * count - 10) * count - 55;
  const modules = (16 * version + 128) * version + 64 - aligned - (version < 7 ? 0 : 36);
  return (modules >> 3) - BLOCKS[version - 1] * CORRECTION[version - 1];
}

function room(version) {
  return version > 40 ? Infinity : dataLength(version) - (version < 10 ? 2 : 3);
}

/** Powers of 2 in the field of 256 elements. */
const EXPONENTS = [1];
for (let power = 1; power < 255; power += 1) {
  const twice = EXPONENTS[power - 1] << 1;
  EXPONENTS.push(twice > 255 ? twice ^ 0x11d : twice);
}

/** Blocks, and correcting codewords in each, by version. */
const BLOCKS = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
];
const CORRECTION = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, ...Array(14).fill(30),
];
