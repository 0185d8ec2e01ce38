// Where the browser keeps things: documents by key, in IndexedDB; or nowhere, for a sandbox that is thrown away.

const NAME = 'layercake';
const TABLE = 'documents';

/** Nothing is kept: for a page that shows something, or where the browser has no store. */
export class NoShelf {
  documents = new Map();

  async load(prefix) {
    return [...this.documents].filter(([key]) => key.startsWith(prefix));
  }

  async store(changes) {
    for (const [key, bytes] of changes) {
      if (bytes === null) this.documents.delete(key);
      else this.documents.set(key, bytes);
    }
  }
}

/** The browser's own store. */
export class Shelf {
  static async open() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onsuccess = () => resolve(new Shelf(request.result));
      request.onerror = () => reject(request.error);
    });
  }

  constructor(database) {
    this.database = database;
  }

  /** Documents whose keys begin so: [[key, bytes]]. */
  async load(prefix) {
    const table = this.database.transaction(TABLE).objectStore(TABLE);
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const [keys, values] = await Promise.all([done(table.getAllKeys(range)), done(table.getAll(range))]);
    return keys.map((key, at) => [key, values[at]]);
  }

  /** Stores [[key, bytes or null]], all or nothing; it is on the disk when this returns, or (`relaxed`) soon after. */
  async store(changes, durability = 'strict') {
    if (changes.length === 0) return;
    const transaction = this.database.transaction(TABLE, 'readwrite', { durability });
    const table = transaction.objectStore(TABLE);
    for (const [key, bytes] of changes) {
      if (bytes === null) table.delete(key);
      else table.put(bytes, key);
    }
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The browser's store, or nothing where it has none (a private window, a page from a file). */
export async function shelf(kept) {
  if (!kept) return new NoShelf();
  try {
    return await Shelf.open();
  } catch {
    return new NoShelf();
  }
}
