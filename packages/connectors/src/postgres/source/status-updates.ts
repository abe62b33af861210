// Standby status updates: what tells the server which part of the log it may forget. Only what the sink has made durable is ever
// named, also in the answers to keepalives; a slow sink must not make the connection look dead, hence a timer of its own.
import type { WireConnection } from '../wire/wire-connection.ts';

export interface StatusUpdates {
  /** Durable up to here; sent soon. */
  acknowledge(lsn: bigint): void;
  /** At once; `ask` makes the server answer with its own position. */
  send(ask?: boolean): void;
  stop(): void;
}

const EPOCH_2000_MS = 946_684_800_000;
/** Acknowledgements closer together than this share one message. */
const GATHER_MS = 50;

export function startStatusUpdates(wire: WireConnection, initial: bigint, intervalMs: number): StatusUpdates {
  let durable = initial;
  let soon: NodeJS.Timeout | undefined;
  const send = (ask = false): void => {
    wire.send(statusUpdate(durable, Date.now(), ask));
  };
  const timer = setInterval(send, intervalMs);
  return {
    acknowledge(lsn) {
      if (lsn <= durable) return;
      durable = lsn;
      soon ??= setTimeout(() => {
        soon = undefined;
        send();
      }, GATHER_MS);
    },
    send,
    stop() {
      clearInterval(timer);
      clearTimeout(soon);
      // The last word, so that a restart does not get again what is done.
      send();
    },
  };
}

/** "r", then written, flushed and applied positions, the clock in microseconds since 2000, and whether to answer, as a CopyData frame. */
export function statusUpdate(durable: bigint, nowMs: number, ask: boolean): Buffer {
  const frame = Buffer.alloc(5 + 34);
  frame[0] = 0x64;
  frame.writeInt32BE(4 + 34, 1);
  frame[5] = 0x72;
  frame.writeBigUInt64BE(durable, 6);
  frame.writeBigUInt64BE(durable, 14);
  frame.writeBigUInt64BE(durable, 22);
  frame.writeBigInt64BE(BigInt(nowMs - EPOCH_2000_MS) * 1000n, 30);
  frame[38] = ask ? 1 : 0;
  return frame;
}
