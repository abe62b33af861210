// Whether an answer still comes. A network that passes nothing on gives no error for a quarter of an hour and more, and a server is silent for
// good reasons, too: behind a lock, in an ALTER of an hour. So a session that is silent is asked about over another connection.
import type { Socket } from 'node:net';

/**
 * What another connection tells of a session. `works`: it does what it was asked to, or nothing could be learned but that the server is there.
 * `waits`: it waits for bytes of ours, or for ours to take its own. `gone`: the server has no such session.
 */
export type SessionState = 'works' | 'waits' | 'gone' | 'unreachable';

export interface AnswerWatch {
  /** When something of the server is awaited; without a call nothing ever is. */
  waitsWhile(isWaiting: () => boolean): void;
}

export interface WatchedSession {
  readonly socket: Socket;
  /** A network that takes longer for a sign of life is not worth waiting for. */
  readonly connectTimeoutMs: number;
  /** Takes no longer than about `limitMs`; does not reject. */
  readonly ask: (limitMs: number) => Promise<SessionState>;
  /** Ends the connection for this reason, in the way of one that was lost. */
  readonly lose: (reason: string) => void;
}

const SILENCE_MS = 30_000;
const LEAST_MS = 3_000;
const ASK_MS = 10_000;
/** One answer may itself be bad luck, or be as old as bytes that are on their way. */
const NEEDED = 2;

const REASONS = {
  waits:
    'the server waits for this side as this side does for it; the network between them passes nothing on',
  gone: 'the server does not have this session any more',
  unreachable: 'the server cannot be reached',
} as const;

/** Until the socket closes. Looks at its counters now and then; what passes over it costs nothing. */
export function watchAnswers({ socket, connectTimeoutMs, ask, lose }: WatchedSession): AnswerWatch {
  const silenceMs = Math.max(LEAST_MS, Math.min(SILENCE_MS, connectTimeoutMs));
  let isWaiting = (): boolean => false;
  let moved = 0;
  let since = performance.now();
  let bad = 0;
  let asking = false;

  /**
   * Nothing is awaited, or bytes came, or the kernel took some: beyond what it holds for a silent peer it takes none. Then the time begins
   * anew.
   */
  const isWell = (): boolean => {
    const now = socket.bytesRead + socket.bytesWritten - socket.writableLength;
    if (now === moved && isWaiting() && !socket.isPaused()) return false;
    moved = now;
    since = performance.now();
    bad = 0;
    return true;
  };
  async function look(): Promise<void> {
    if (asking || isWell() || performance.now() - since < silenceMs) return;
    asking = true;
    const state = await ask(Math.min(ASK_MS, silenceMs));
    asking = false;
    if (socket.destroyed || isWell()) return;
    if (state === 'works') {
      since = performance.now();
      bad = 0;
      return;
    }
    bad += 1;
    if (state !== 'gone' && bad < NEEDED) return;
    const seconds = Math.round((performance.now() - since) / 1000);
    lose(`no byte for ${seconds} seconds, and ${REASONS[state]}`);
  }
  const timer = setInterval(() => void look(), silenceMs / 3).unref();
  socket.once('close', () => clearInterval(timer));
  return {
    waitsWhile: (condition) => {
      isWaiting = condition;
    },
  };
}
