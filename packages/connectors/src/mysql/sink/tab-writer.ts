// Rows as the text that LOAD DATA reads: a tab between cells, a line feed behind rows, \N for NULL, and a backslash before a tab, line feed or
// backslash in a cell (MySQL manual 15.2.9). The file's character set is `binary`: texts are UTF-8, bytes are themselves.

const TAB = 9;
const LINE_FEED = 10;
const BACKSLASH = 92;
const SPECIAL = /[\t\n\\]/u;

export class TabWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(size = 128 * 1024) {
    this.#buffer = Buffer.allocUnsafe(size);
  }

  get size(): number {
    return this.#at;
  }

  /** What has gathered; begins anew. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.#at);
    this.#buffer = Buffer.allocUnsafe(this.#buffer.length);
    this.#at = 0;
    return taken;
  }

  separator(): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = TAB;
  }

  endRow(): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = LINE_FEED;
  }

  null(): void {
    this.#reserve(2);
    this.#buffer[this.#at++] = BACKSLASH;
    this.#buffer[this.#at++] = 78;
  }

  /** Digits, dates: nothing in it has to be escaped. */
  ascii(text: string): void {
    this.#reserve(text.length);
    this.#at += this.#buffer.write(text, this.#at, 'latin1');
  }

  text(text: string): void {
    const plain = SPECIAL.test(text) ? text.replaceAll(/[\t\n\\]/gu, '\\$&') : text;
    // Three bytes hold any UTF-16 unit.
    this.#reserve(plain.length * 3);
    this.#at += this.#buffer.write(plain, this.#at);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length * 2);
    const buffer = this.#buffer;
    let at = this.#at;
    for (const byte of bytes) {
      if (byte === TAB || byte === LINE_FEED || byte === BACKSLASH) buffer[at++] = BACKSLASH;
      buffer[at++] = byte;
    }
    this.#at = at;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + size));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}
