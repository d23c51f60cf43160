// What each function of a module weighs, from its name and code sections: bytes before Binaryen.

import { readFileSync } from 'node:fs';

/** `{ crates, functions }`: bytes by crate, and the heaviest functions, heaviest first. */
export function weigh(path, most = 40) {
  const bytes = readFileSync(path);
  const sections = readSections(bytes);
  const imported = importedFunctions(new Reader(bytes, sections.get(IMPORT)));
  const names = functionNames(new Reader(bytes, sections.get('name')));
  const functions = codeSizes(new Reader(bytes, sections.get(CODE))).map((size, index) => {
    const name = names.get(imported + index) ?? `function ${imported + index}`;
    return { name: name.replace(/::h[0-9a-f]{16}$|\[[0-9a-f]{8,}\]/g, ''), bytes: size };
  });
  const crates = {};
  for (const { name, bytes: size } of functions) {
    const crate = /(?:^|[<& ])([a-z_][a-z0-9_]*)::/.exec(name)?.[1] ?? 'other';
    crates[crate] = (crates[crate] ?? 0) + size;
  }
  const heaviest = (entries) => entries.sort(([, a], [, b]) => b - a);
  return {
    crates: Object.fromEntries(heaviest(Object.entries(crates))),
    functions: functions.sort((a, b) => b.bytes - a.bytes).slice(0, most),
  };
}

/** Places in a module, read in order. */
class Reader {
  constructor(bytes, [at, end] = [0, 0]) {
    Object.assign(this, { bytes, at, end });
  }

  byte() {
    this.at += 1;
    return this.bytes[this.at - 1];
  }

  /** LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  text() {
    const length = this.number();
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }
}

/** First byte and end of each section, by id; custom sections by name. */
function readSections(bytes) {
  const reader = new Reader(bytes, [8, bytes.length]);
  const sections = new Map();
  while (reader.at < reader.end) {
    const id = reader.byte();
    const end = reader.number() + reader.at;
    sections.set(id === 0 ? reader.text() : id, [reader.at, end]);
    reader.at = end;
  }
  return sections;
}

function importedFunctions(reader) {
  let count = 0;
  for (let left = reader.end > 0 ? reader.number() : 0; left > 0; left -= 1) {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) {
      count += 1;
      reader.number();
    } else if (kind === 3) {
      reader.at += 2;
    } else {
      // A table begins with its type, a memory with its limits.
      if (kind === 1) reader.byte();
      const limits = kind === 4 ? (reader.number(), reader.number(), 0) : reader.byte();
      if (kind !== 4) reader.number();
      if (limits & 1) reader.number();
    }
  }
  return count;
}

function functionNames(reader) {
  const names = new Map();
  while (reader.at < reader.end) {
    const kind = reader.byte();
    const end = reader.number() + reader.at;
    if (kind === 1) {
      for (let left = reader.number(); left > 0; left -= 1) names.set(reader.number(), reader.text());
    }
    reader.at = end;
  }
  return names;
}

function codeSizes(reader) {
  const sizes = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const size = reader.number();
    sizes.push(size);
    reader.at += size;
  }
  return sizes;
}

const IMPORT = 2;
const CODE = 10;
