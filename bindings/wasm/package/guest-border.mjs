// The border to the small module: bytes in one place, see `guest/src/room.rs`.

import { SealrollError } from './error.mjs';

let wasm;

export function start(instance) {
  wasm = instance.exports;
}

/** Calls a function; numbers take eight bytes, texts and bytes follow their length, arrays stand bare. */
export function call(number, ...given) {
  if (!wasm) throw new SealrollError('not-initialized', 'wait for `await init()` of sealroll first');
  const input = joined(given);
  // First the room: for it the memory may grow, and have another buffer.
  const room = wasm.room(input.length);
  new Uint8Array(wasm.memory.buffer).set(input, room);
  input.fill(0);
  const at = wasm.call(number);
  const { buffer } = wasm.memory;
  const answer = new Uint8Array(buffer, at + 4, new DataView(buffer).getUint32(at, true)).slice();
  wasm.room(0);
  if (answer[0] === 0) return answer.subarray(1);
  const [code, field] = text(answer.subarray(1)).split(' ');
  throw new SealrollError(code, code.replaceAll('-', ' '), field && camel(field));
}

/** Reads an answer from its beginning. */
export class Reader {
  constructor(bytes) {
    this.rest = bytes;
  }

  bytes(length) {
    const taken = this.rest.slice(0, length);
    this.rest = this.rest.subarray(length);
    return taken;
  }

  /** Big-endian; times and places in a log are exact in JavaScript's numbers. */
  number(length) {
    return this.bytes(length).reduce((number, byte) => number * 256 + byte, 0);
  }

  /** Bytes behind their length. */
  part(length = 4) {
    return this.bytes(this.number(length));
  }

  text(length) {
    return text(this.part(length));
  }
}

export function text(bytes) {
  return new TextDecoder().decode(bytes);
}

/** `given_name`, as this package calls it. */
export function camel(name) {
  return name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
}

function joined(given) {
  const parts = given.map((value) => {
    if (typeof value === 'number') return bigEndian(value, 8);
    if (Array.isArray(value)) return value;
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return [...bigEndian(bytes.length, 4), ...bytes];
  });
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function bigEndian(number, length) {
  const bytes = [];
  for (let left = number; bytes.length < length; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return bytes;
}
