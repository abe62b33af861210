import {
  Ban,
  Check,
  CircleDashed,
  CircleQuestionMark,
  LoaderCircle,
  Pause,
  Pencil,
  RotateCw,
  Square,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge, type Tone } from './badge.tsx';

const ICON = { size: 12, 'aria-hidden': true } as const;

/** How a state looks: always a word, an icon and a hue together. */
const STATES: Readonly<Record<string, { readonly tone: Tone; readonly icon: ReactNode }>> = {
  draft: { tone: 'idle', icon: <Pencil {...ICON} /> },
  starting: { tone: 'busy', icon: <LoaderCircle {...ICON} /> },
  snapshotting: { tone: 'busy', icon: <CircleDashed {...ICON} /> },
  streaming: { tone: 'ok', icon: <Check {...ICON} /> },
  pausing: { tone: 'busy', icon: <LoaderCircle {...ICON} /> },
  paused: { tone: 'idle', icon: <Pause {...ICON} /> },
  stopping: { tone: 'busy', icon: <LoaderCircle {...ICON} /> },
  stopped: { tone: 'idle', icon: <Square {...ICON} /> },
  finished: { tone: 'ok', icon: <Check {...ICON} /> },
  failed: { tone: 'error', icon: <X {...ICON} /> },
  restarting: { tone: 'warn', icon: <RotateCw {...ICON} /> },
  cancelled: { tone: 'idle', icon: <Ban {...ICON} /> },
  unknown: { tone: 'warn', icon: <CircleQuestionMark {...ICON} /> },
};

export function StateChip({ state, detail }: { readonly state: string; readonly detail?: string }) {
  const look = STATES[state] ?? STATES['unknown'];
  return (
    <Badge tone={look?.tone ?? 'warn'}>
      {look?.icon}
      {state}
      {detail !== undefined && ` ${detail}`}
    </Badge>
  );
}
