import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { Button, IconButton } from './button.tsx';
import css from './toast.module.css';

export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'error';
  readonly message: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

const toasts = createStore<readonly Toast[]>(() => []);
let nextId = 1;

/** Says something that needs no action, or that offers one (undo). Things that must be mended are said where they are. */
export function toast(message: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  const id = nextId++;
  toasts.setState(
    (list) => [...list.slice(-2), { id, message, tone: options.tone ?? 'info', ...options }],
    true,
  );
  setTimeout(() => dismiss(id), options.tone === 'error' || options.action !== undefined ? 9000 : 4000);
}

function dismiss(id: number): void {
  toasts.setState((list) => list.filter((entry) => entry.id !== id), true);
}

/** The corner where they appear; announced politely. */
export function Toaster() {
  const list = useStore(toasts);
  return (
    <div role="status" aria-live="polite" className={css.corner}>
      {list.map((entry) => (
        <div key={entry.id} className={css.toast} data-tone={entry.tone}>
          <span className={css.message}>{entry.message}</span>
          {entry.action !== undefined && (
            <Button
              onClick={() => {
                entry.action?.run();
                dismiss(entry.id);
              }}
            >
              {entry.action.label}
            </Button>
          )}
          <IconButton
            label="Dismiss"
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => dismiss(entry.id)}
          />
        </div>
      ))}
    </div>
  );
}
