import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from './button.tsx';

interface CopyButtonProps {
  readonly text: string;
  readonly label?: string;
  /** False where the keyboard copies in another way. */
  readonly isStop?: boolean;
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label = 'Copy', isStop = true }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  return (
    <IconButton
      label={isCopied ? 'Copied' : label}
      icon={isCopied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
      tabIndex={isStop ? 0 : -1}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => {
          setCopied(true);
          setTimeout(() => setCopied(false), 1500);
        });
      }}
    />
  );
}
