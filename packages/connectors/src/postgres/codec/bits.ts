// BIT(n) as Debezium gives it (io.debezium.data.Bits): bytes in little-endian order, the last bit written being the lowest of the first byte.

/** From varbit_send: `count` bits, the first written being the highest of the first byte. */
export function decodeBits(buffer: Buffer, at: number, count: number): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < count; i += 1) {
    const bit = ((buffer[at + (i >> 3)] ?? 0) >> (7 - (i & 7))) & 1;
    setBit(bytes, count - 1 - i, bit);
  }
  return bytes;
}

/** From the text form, `0101`. */
export function parseBits(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(text.length / 8));
  for (let i = 0; i < text.length; i += 1) setBit(bytes, text.length - 1 - i, text[i] === '1' ? 1 : 0);
  return bytes;
}

function setBit(bytes: Uint8Array, place: number, bit: number): void {
  bytes[place >> 3] = (bytes[place >> 3] ?? 0) | (bit << (place & 7));
}
