// What cannot be stored now (a full disk) waits in memory, in its order, until it can.
import { isStorageFailure, STORE_AGAIN_MS } from './storage-failure.ts';

export interface StoreQueue<Item> {
  store(item: Item, how: { readonly mayBeLost: boolean }): void;
}

/** `put` throws where an item cannot be stored, and has stored nothing of it then. */
export function createStoreQueue<Item>(
  put: (item: Item) => void,
  onLog: (line: string) => void,
): StoreQueue<Item> {
  const waiting: Item[] = [];
  let isFull = false;

  function isStored(item: Item): boolean {
    try {
      put(item);
    } catch (error) {
      if (!isStorageFailure(error)) throw error;
      if (!isFull) onLog(`What runs tell is kept in memory until it can be stored. ${error.message}`);
      isFull = true;
      return false;
    }
    if (isFull) onLog('What runs tell can be stored again.');
    isFull = false;
    return true;
  }

  function storeWaiting(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (!isStored(next)) {
        setTimeout(storeWaiting, STORE_AGAIN_MS).unref();
        return;
      }
      waiting.shift();
    }
  }

  return {
    store: (item, { mayBeLost }) => {
      if (waiting.length === 0) {
        if (isStored(item) || mayBeLost) return;
        setTimeout(storeWaiting, STORE_AGAIN_MS).unref();
      }
      if (!mayBeLost) waiting.push(item);
    },
  };
}
