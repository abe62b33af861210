// Statements of one transaction that are sent one behind the other, before the first is answered: rows are encoded while the server works.

/**
 * Waits for all of them. Throws what the first of them to fail in their order threw: what comes behind it fails because of it, by 25P02
 * (PostgreSQL, appendix "Error Codes": in_failed_sql_transaction).
 */
export async function inOrder(sent: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(sent))
    if (outcome.status === 'rejected') throw outcome.reason;
}

/** Takes statements whose outcome is looked at later. */
export interface Sent {
  add(statement: Promise<unknown>): void;
  /** Called when all of them have succeeded. */
  afterwards(clean: () => void): void;
}

/** Waits for what `send` does and for all that it has added, and throws as `inOrder` does. */
export async function together(send: (sent: Sent) => Promise<void>): Promise<void> {
  const statements: Promise<unknown>[] = [];
  const cleaners: (() => void)[] = [];
  const last = send({
    add(statement) {
      statements.push(statement);
      statement.catch(lookedAtLater);
    },
    afterwards: (clean) => void cleaners.push(clean),
  });
  await last.catch(lookedAtLater);
  await inOrder([...statements, last]);
  for (const clean of cleaners) clean();
}

function lookedAtLater(): void {
  // By `inOrder`.
}
