// A Java stack trace as text, cut into its chain of causes. Flink's REST API answers with whole traces, never with a message alone.

/** One link of the chain: what was thrown, and its message, which may have several lines. */
export interface ThrownCause {
  /** Fully qualified, `java.lang.NumberFormatException`; empty where the text names none. */
  readonly className: string;
  readonly message: string;
}

const FRAME = /^\s*(?:at [^\s(]+\(.*\)|\.\.\. \d+ (?:more|common frames omitted))\s*$/;
const START = /^(?:Caused by: )?(?:[a-z_][\w$]*\.)+[\w$]+(?=: |$)/;

/** The chain from the outermost to the innermost cause. Frames are left out; text that is no trace is one cause without a class. */
export function parseStackTrace(text: string): readonly ThrownCause[] {
  const causes: { className: string; lines: string[] }[] = [];
  let afterFrames = true;
  for (const line of text.split('\n')) {
    if (FRAME.test(line)) {
      afterFrames = true;
      continue;
    }
    if (/^\s*(?:<Exception on server side:|End of exception on server side>)\s*$/.test(line)) continue;
    const head = START.exec(line)?.[0];
    if (head !== undefined && (afterFrames || line.startsWith('Caused by: '))) {
      causes.push({
        className: head.replace('Caused by: ', ''),
        lines: [line.slice(head.length).replace(/^: /, '')],
      });
      afterFrames = false;
    } else if (line.startsWith('Caused by: ')) {
      // A cause that prints itself without its class, as SnakeYAML's marked errors do.
      causes.push({ className: '', lines: [line.slice('Caused by: '.length)] });
      afterFrames = false;
    } else {
      const last = causes.at(-1);
      if (last !== undefined && !afterFrames) last.lines.push(line);
      else if (line.trim() !== '') {
        causes.push({ className: '', lines: [line] });
        afterFrames = false;
      }
    }
  }
  return causes.map(({ className, lines }) => ({ className, message: lines.join('\n').trim() }));
}

/** `java.util.concurrent.CompletionException` → `CompletionException`. */
export const simpleName = (className: string): string => className.slice(className.lastIndexOf('.') + 1);
