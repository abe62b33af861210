// Connections that read parts of a snapshot, each one part after the other.
import { connectMysql, type MysqlSession } from '../connect.ts';
import { takeOver, type RawConnection } from '../wire/raw-connection.ts';
import type { SourceOptions } from './options.ts';

export interface SnapshotConnections {
  acquire(signal: AbortSignal): Promise<RawConnection>;
  /** The part is read; or it was broken off, which has closed the connection. */
  release(wire: RawConnection): void;
  close(): void;
}

/** Those that are there, since no other sees their moment: whoever finds none free waits. */
export function pinnedConnections(sessions: readonly MysqlSession[]): SnapshotConnections {
  const all = sessions.map((session) => takeOver(session));
  const idle = [...all];
  const waiting: (() => void)[] = [];
  const wakeAll = (): void => {
    for (const wake of waiting.splice(0)) wake();
  };
  return {
    async acquire(signal) {
      for (;;) {
        signal.throwIfAborted();
        const at = idle.findIndex((wire) => !wire.closed);
        const [wire] = at === -1 ? [] : idle.splice(at, 1);
        if (wire !== undefined) return wire;
        const [first] = all;
        // Whoever uses a closed one is told so.
        if (first !== undefined && all.every(({ closed }) => closed)) return first;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    release(wire) {
      idle.push(wire);
      wakeAll();
    },
    close() {
      for (const wire of all) wire.destroy();
      wakeAll();
    },
  };
}

/** As many as are asked for at once. */
export function freshConnections(options: SourceOptions): SnapshotConnections {
  const open = new Set<RawConnection>();
  const idle: RawConnection[] = [];
  return {
    async acquire(signal) {
      const known = idle.pop();
      if (known !== undefined && !known.closed) return known;
      const session = await connectFor(options, signal);
      await session.query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      const wire = takeOver(session);
      open.add(wire);
      return wire;
    },
    release: (wire) => void idle.push(wire),
    close() {
      for (const wire of open) wire.destroy();
      open.clear();
    },
  };
}

/** The signal of one part ends with it, the connection serves the next parts, too: it heeds the signal only while it is being made. */
async function connectFor(options: SourceOptions, signal: AbortSignal): Promise<MysqlSession> {
  const opening = new AbortController();
  const abort = (): void => opening.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await connectMysql(options.connect, opening.signal);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
