// Writes docs/generated; run by scripts/generate.mjs, which bundles it first.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generatedFiles } from './generated-files.ts';

const root = process.argv[2] ?? '.';
for (const [file, text] of await generatedFiles(root)) {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
  console.log(file);
}
