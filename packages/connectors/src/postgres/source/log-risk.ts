// Whether the log that a slot needs is in danger of being removed, or of filling the disk (PostgreSQL: "pg_replication_slots", wal_status).
import type { LogRisk, LogState } from '@tailrace/engine/api';
import type { SlotState } from './replication-slot.ts';

export interface SlotLog {
  readonly slot: string;
  /** PostgreSQL 13 and later. */
  readonly status: string | undefined;
  readonly retainedBytes: number;
  /** max_slot_wal_keep_size; undefined where nothing limits the log. */
  readonly limitBytes: number | undefined;
}

/** How near the end of its log a slot is. */
export function slotDanger(
  slot: string,
  { walStatus, retainedBytes, limitBytes, safeBytes }: SlotState,
): Pick<LogState, 'leftBytes' | 'risk'> {
  const risk = logRisk({ slot, status: walStatus, retainedBytes, limitBytes });
  return {
    ...(safeBytes === undefined ? {} : { leftBytes: Math.max(0, safeBytes) }),
    ...(risk === undefined ? {} : { risk }),
  };
}

/** Beyond this share of its limit a slot is in danger. */
const NEAR = 0.5;

/** The worst of what is to be said; undefined where all is well. */
export function logRisk({ slot, status, retainedBytes, limitBytes }: SlotLog): LogRisk | undefined {
  const kept = `Replication slot ${slot} keeps ${megabytes(retainedBytes)} of log`;
  const anew = 'the slot is invalidated and the pipeline has to begin anew with a snapshot';
  const remedy =
    'Raise max_slot_wal_keep_size, or let the run catch up: it confirms only what the sink has made durable.';
  if (status === 'unreserved') {
    return {
      code: 'slot-log-unreserved',
      message: `${kept}, more than the server will keep: at its next checkpoint ${anew}. ${remedy}`,
    };
  }
  if (limitBytes !== undefined && retainedBytes >= NEAR * limitBytes) {
    return {
      code: 'slot-log-limit-near',
      message: `${kept}; beyond ${megabytes(limitBytes)} (max_slot_wal_keep_size) ${anew}. ${remedy}`,
    };
  }
  if (status !== 'extended') return undefined;
  const end =
    limitBytes === undefined
      ? 'nothing limits it (max_slot_wal_keep_size is -1), so that it may fill the disk'
      : `it may grow to ${megabytes(limitBytes)} (max_slot_wal_keep_size)`;
  return {
    code: 'slot-log-extended',
    message: `${kept}, more than max_wal_size, and ${end}. Let the run catch up, or stop it with clean-up.`,
  };
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
