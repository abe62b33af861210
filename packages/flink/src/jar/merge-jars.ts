// One jar out of many: entries as they are, the first of a name wins, the lines of META-INF/services united.
import { contentOf, storedEntry, type ZipEntry } from './zip.ts';

/** Signatures hold for their own jar only; an index and a module descriptor would speak of a part as of the whole. */
const LEFT_OUT = /^(?:META-INF\/[^/]+\.(?:SF|RSA|DSA|EC)|META-INF\/INDEX\.LIST|module-info\.class)$/i;
const MANIFEST = 'META-INF/MANIFEST.MF';
const SERVICES = /^META-INF\/services\/[^/]+$/;

/** The jars in order of precedence. */
export function mergeJars(jars: readonly (readonly ZipEntry[])[]): readonly ZipEntry[] {
  const merged = new Map<string, ZipEntry>();
  const services = new Map<string, Set<string>>();
  let multiRelease = false;
  for (const entries of jars) {
    for (const entry of entries) {
      if (LEFT_OUT.test(entry.name)) continue;
      if (entry.name === MANIFEST) {
        multiRelease ||= /^Multi-Release: *true/im.test(contentOf(entry).toString('utf8'));
      } else if (SERVICES.test(entry.name)) {
        const lines = services.get(entry.name) ?? new Set();
        services.set(entry.name, lines);
        for (const line of serviceLines(entry)) lines.add(line);
      } else if (!merged.has(entry.name)) merged.set(entry.name, entry);
    }
  }
  return [
    manifestEntry(multiRelease),
    ...[...services].map(([name, lines]) => storedEntry(name, Buffer.from([...lines, ''].join('\n')))),
    ...merged.values(),
  ];
}

/** The classes that a service file names; comments and blanks are left out (java.util.ServiceLoader). */
export function serviceLines(entry: ZipEntry): readonly string[] {
  return contentOf(entry)
    .toString('utf8')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/** A jar with nothing in it, for a cluster that has everything in its lib. */
export const emptyJar = (): readonly ZipEntry[] => [manifestEntry(false)];

function manifestEntry(multiRelease: boolean): ZipEntry {
  const lines = [
    'Manifest-Version: 1.0',
    'Created-By: Tailrace',
    ...(multiRelease ? ['Multi-Release: true'] : []),
  ];
  return storedEntry(MANIFEST, Buffer.from([...lines, '', ''].join('\r\n')));
}
