// `tailrace fmt`: the document in its usual layout, in the file itself, or on standard output for standard input.
import { writeFile } from 'node:fs/promises';
import { formatYaml } from '@tailrace/core/yaml';
import { flag, write, type Command } from '../command.ts';
import { displayName, readDocument, refuseInvalid } from '../read-document.ts';

export const fmt: Command = {
  name: 'fmt',
  summary: 'lays the document out the usual way, comments kept',
  usage: 'FILE [--check]',
  positionals: [1, 1],
  options: {
    check: { type: 'boolean', description: 'changes nothing; exit status 1 when something would change' },
  },
  run: async (args, io) => {
    const file = args.positionals[0] ?? '-';
    const document = await readDocument(file, io);
    const formatted = formatYaml(document.text);
    if (formatted === undefined) {
      if (!(await refuseInvalid(file, document, io))) {
        await write(
          io.stderr,
          `tailrace: ${displayName(file)} cannot be laid out without changing its meaning\n`,
        );
      }
      return 1;
    }
    const isSame = formatted === document.text;
    if (flag(args, 'check')) {
      if (!isSame) await write(io.stderr, `${displayName(file)} is not laid out the usual way\n`);
      return isSame ? 0 : 1;
    }
    if (file === '-') await write(io.stdout, formatted);
    else if (!isSame) await writeFile(file, formatted);
    return 0;
  },
};
