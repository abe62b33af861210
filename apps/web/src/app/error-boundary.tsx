// A fault of our own on a page: the rail stays, the page says what happened, and the document is on the server.
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import css from './shell.module.css';

interface Props {
  /** Another place, another try. */
  readonly place: string;
  readonly children: ReactNode;
}

interface State {
  readonly error?: Error | undefined;
  readonly place: string;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.place === state.place ? null : { place: props.place, error: undefined };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // oxlint-disable-next-line no-console -- the stack is for whoever reports the fault
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className={css.fault} role="alert">
        <h1>This page met a fault of its own</h1>
        <p>{error.message}</p>
        <p>What was typed until a second before is saved. The text below helps whoever mends it.</p>
        <Button onClick={() => location.reload()}>Load it again</Button>
        <pre>{error.stack}</pre>
      </div>
    );
  }
}
