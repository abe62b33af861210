// Zip archives as far as jars need them: the central directory, and entries as the bytes that they are, so that merging inflates nothing
// (PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4). A library would inflate and deflate each of some 20,000 entries: seconds against tenths.
import { inflateRawSync } from 'node:zlib';
import { TailraceError } from '@tailrace/core/diagnostics';

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** General purpose bits; bit 11 says that the name is UTF-8. */
  readonly flags: number;
  /** MS-DOS time and date, as four bytes. */
  readonly modified: number;
  readonly crc: number;
  readonly size: number;
  /** As it lies in the archive. */
  readonly data: Buffer;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const END64_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const USES_DESCRIPTOR = 1 << 3;
const ENCRYPTED = 1;

/** Every entry, in the order of the directory. @throws TailraceError `jar-unreadable` */
export function readZip(archive: Buffer, file: string): readonly ZipEntry[] {
  const broken = (what: string) =>
    new TailraceError('jar-unreadable', `${file} is no jar that can be read: ${what}.`, { data: { file } });
  try {
    const { count, start } = findDirectory(archive, broken);
    const entries: ZipEntry[] = [];
    let at = start;
    for (let index = 0; index < count; index += 1) {
      if (archive.readUInt32LE(at) !== CENTRAL) throw broken(`entry ${index} of its directory is damaged`);
      const nameLength = archive.readUInt16LE(at + 28);
      const extraLength = archive.readUInt16LE(at + 30);
      const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
      const flags = archive.readUInt16LE(at + 8);
      const compressed = archive.readUInt32LE(at + 20);
      const offset = archive.readUInt32LE(at + 42);
      if ((flags & ENCRYPTED) !== 0) throw broken(`${name} is encrypted`);
      if (compressed === 0xffffffff || offset === 0xffffffff) throw broken(`${name} lies beyond 4 GB`);
      if (archive.readUInt32LE(offset) !== LOCAL) throw broken(`${name} is not where the directory says`);
      const from = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
      entries.push({
        name,
        flags: flags & ~USES_DESCRIPTOR,
        method: archive.readUInt16LE(at + 10),
        modified: archive.readUInt32LE(at + 12),
        crc: archive.readUInt32LE(at + 16),
        size: archive.readUInt32LE(at + 24),
        data: archive.subarray(from, from + compressed),
      });
      at += 46 + nameLength + extraLength + archive.readUInt16LE(at + 32);
    }
    return entries;
  } catch (error) {
    if (error instanceof RangeError) throw broken('it ends too early');
    throw error;
  }
}

function findDirectory(archive: Buffer, broken: (what: string) => TailraceError) {
  const lowest = Math.max(0, archive.length - 22 - 0xffff);
  let end = archive.length - 22;
  while (end >= lowest && archive.readUInt32LE(end) !== END) end -= 1;
  if (end < lowest || end < 0) throw broken('it has no directory');
  const count = archive.readUInt16LE(end + 10);
  const start = archive.readUInt32LE(end + 16);
  const locator = end - 20;
  if (locator < 0 || archive.readUInt32LE(locator) !== END64_LOCATOR) return { count, start };
  const end64 = Number(archive.readBigUInt64LE(locator + 8));
  if (archive.readUInt32LE(end64) !== END64) throw broken('its 64-bit directory is not where it should be');
  return {
    count: Number(archive.readBigUInt64LE(end64 + 32)),
    start: Number(archive.readBigUInt64LE(end64 + 48)),
  };
}

/** The bytes of an entry, inflated. */
export function contentOf(entry: ZipEntry): Buffer {
  return entry.method === 0 ? entry.data : inflateRawSync(entry.data);
}

/** Pieces of an archive with these entries, in their order; concatenated they are the file. */
export function* writeZip(entries: readonly ZipEntry[]): Generator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(LOCAL, 0);
    local.writeUInt16LE(20, 4);
    writeCommon(local, 6, entry);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(CENTRAL, 0);
    central.writeUInt16LE(20, 4);
    central.writeUInt16LE(20, 6);
    writeCommon(central, 8, entry);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(offset, 42);
    directory.push(central, name);
    yield local;
    yield name;
    yield entry.data;
    offset += local.length + name.length + entry.data.length;
    if (offset > 0xfffffffe)
      throw new TailraceError('jar-too-large', 'The job jar would be larger than 4 GB.');
  }
  const size = directory.reduce((sum, piece) => sum + piece.length, 0);
  yield* directory;
  // More than 65,534 entries need the 64-bit record; jars of lake connectors have that many together.
  if (entries.length >= 0xffff) yield end64(entries.length, size, offset);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 8);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  yield end;
}

/** Flags to sizes: the same fields in the same order in both headers. */
function writeCommon(header: Buffer, at: number, entry: ZipEntry): void {
  header.writeUInt16LE(entry.flags, at);
  header.writeUInt16LE(entry.method, at + 2);
  header.writeUInt32LE(entry.modified, at + 4);
  header.writeUInt32LE(entry.crc, at + 8);
  header.writeUInt32LE(entry.data.length, at + 12);
  header.writeUInt32LE(entry.size, at + 16);
}

function end64(count: number, size: number, start: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(END64, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  record.writeUInt32LE(END64_LOCATOR, 56);
  record.writeBigUInt64LE(BigInt(start + size), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** An entry of our own, stored, with a fixed date, so that the same content gives the same archive. */
export function storedEntry(name: string, data: Buffer): ZipEntry {
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return {
    name,
    flags: 1 << 11,
    method: 0,
    modified: (((2000 - 1980) << 9) | (1 << 5) | 1) * 0x10000,
    crc: (crc ^ 0xffffffff) >>> 0,
    size: data.length,
    data,
  };
}
