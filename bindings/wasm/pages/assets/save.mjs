// Files that a page hands to its reader.

import { element } from './dom.mjs';

export const TYPES = {
  csv: 'text/csv;charset=utf-8',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Offers a file for saving. */
export function save(name, content, type = 'application/octet-stream') {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The bytes of the file that was chosen. */
export async function chosenFile(input) {
  return new Uint8Array(await input.files[0].arrayBuffer());
}
