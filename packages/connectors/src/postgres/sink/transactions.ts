// The transactions of one connection, one behind the other, and the work in each of them.
import type { WireConnection } from '../wire/wire-connection.ts';
import { createSendQueue } from './send-queue.ts';

export interface Transactions {
  /** Waits until nothing is under way, and begins the transaction where none is open: the connection may be used. */
  ready(): Promise<void>;
  /** Does the work behind what is under way, within the transaction. Resolves when it begins; what it fails with is told to what follows. */
  begin(work: () => Promise<void>): Promise<void>;
  /** As `begin`, with work that ends the transaction. Resolves when it is over. */
  end(work: () => Promise<void>): Promise<void>;
  /** The server has a transaction of ours. */
  readonly open: boolean;
}

export function createTransactions(wire: WireConnection): Transactions {
  const queue = createSendQueue();
  let open = false;

  /** It fails only where all that follows does. */
  function begin(): void {
    if (open) return;
    open = true;
    wire.query('BEGIN').catch(() => undefined);
  }

  return {
    async ready() {
      await queue.idle();
      begin();
    },
    async begin(work) {
      await queue.begin(async () => {
        begin();
        await work();
      });
    },
    async end(work) {
      const { done } = await queue.begin(async () => {
        begin();
        await work();
        open = false;
      });
      await done;
    },
    get open() {
      return open;
    },
  };
}
