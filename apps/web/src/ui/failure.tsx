import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface FailureProps {
  readonly what: string;
  readonly code: string;
  readonly message: string;
  readonly onRetry?: () => void;
}

/** A call that failed, in place of what it would have brought. */
export function Failure({ what, code, message, onRetry }: FailureProps) {
  return (
    <Notice
      tone="error"
      title={what}
      code={code}
      actions={onRetry !== undefined && <Button onClick={onRetry}>Try again</Button>}
    >
      {message}
    </Notice>
  );
}
