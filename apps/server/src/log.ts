// What the server says of itself, line by line. Control characters from names and messages are made visible, so that no data can
// forge a line or speak to a terminal.
export interface Log {
  info(message: string): void;
  error(message: string, error: unknown): void;
}

export function createLog(write: (line: string) => void): Log {
  return {
    info: (message) => write(visible(message)),
    error: (message, error) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      write(`${visible(message)}: ${text.split('\n').map(visible).join('\n  ')}`);
    },
  };
}

const visible = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/gu, (character) =>
    character === '\n' ? '\\n' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
