// What the device keeps: small values in IndexedDB, sealed by a key that cannot be exported.

/** Opens the store of this name. Where the browser keeps nothing, values live as long as the page. */
export async function openStore(name) {
  try {
    const database = await openDatabase(name);
    return new Store(database, await wrappingKey(database));
  } catch {
    return new PageStore();
  }
}

/** Deletes everything that was ever kept there. */
export async function deleteStore(store, name) {
  store.close();
  if (!store.isLasting) return;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}

class Store {
  #database;
  #key;

  constructor(database, key) {
    this.#database = database;
    this.#key = key;
  }

  get isLasting() {
    return true;
  }

  async put(id, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const content = new TextEncoder().encode(JSON.stringify(value, bytesToText));
    const sealed = await crypto.subtle.encrypt(parameters(iv, id), this.#key, content);
    await this.#run('readwrite', (values) => values.put({ id, iv, sealed }));
  }

  async get(id) {
    const row = await this.#run('readonly', (values) => values.get(id));
    return row && this.#open(row);
  }

  /** Every value whose id begins so, as pairs. */
  async all(prefix) {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const rows = await this.#run('readonly', (values) => values.getAll(range));
    const pairs = await Promise.all(rows.map(async (row) => [row.id, await this.#open(row)]));
    return pairs.filter(([, value]) => value !== undefined);
  }

  async delete(id) {
    await this.#run('readwrite', (values) => values.delete(id));
  }

  close() {
    this.#database.close();
  }

  async #open({ id, iv, sealed }) {
    try {
      const content = await crypto.subtle.decrypt(parameters(iv, id), this.#key, sealed);
      return JSON.parse(new TextDecoder().decode(content), textToBytes);
    } catch {
      return undefined;
    }
  }

  #run(mode, action) {
    const transaction = this.#database.transaction('values', mode, { durability: 'strict' });
    const request = action(transaction.objectStore('values'));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** Keeps values until the page is closed. */
class PageStore {
  #values = new Map();

  get isLasting() {
    return false;
  }

  async put(id, value) {
    this.#values.set(id, structuredClone(value));
  }

  async get(id) {
    return structuredClone(this.#values.get(id));
  }

  async all(prefix) {
    return [...this.#values].filter(([id]) => id.startsWith(prefix)).map((pair) => structuredClone(pair));
  }

  async delete(id) {
    this.#values.delete(id);
  }

  close() {
    this.#values.clear();
  }
}

function openDatabase(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('values', { keyPath: 'id' });
      request.result.createObjectStore('keys');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function wrappingKey(database) {
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('keys', 'readwrite');
    const keys = transaction.objectStore('keys');
    const request = keys.get('wrap');
    let key;
    request.onsuccess = () => {
      key = request.result ?? fresh;
      if (request.result === undefined) keys.put(fresh, 'wrap');
    };
    transaction.oncomplete = () => resolve(key);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** The id is authenticated too, so that values cannot be exchanged. */
function parameters(iv, id) {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(id) };
}

function bytesToText(_, value) {
  if (!(value instanceof Uint8Array)) return value;
  let text = '';
  for (const byte of value) text += String.fromCharCode(byte);
  return { bytes: btoa(text) };
}

function textToBytes(_, value) {
  const bytes = value?.bytes;
  if (typeof bytes !== 'string') return value;
  return Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
}
