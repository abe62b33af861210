// A map from keys of rows to what is known of them, as `Map` but for one thing: whole numbers, which most keys are, are found in two arrays. A
// `Map` of twenty thousand keys is built anew for every batch, and costs more than all else that is done with a key.

/** Slots without a key, and with one that was taken out. */
const FREE = 0;
const GONE = -1;
const SLOTS = 256;

export class KeyTable<V> {
  /** In the order they came; undefined where they were taken out. */
  #values: (V | undefined)[] = [];
  #size = 0;
  /** By slot: a key that is a whole number, and one more than the number of its value. */
  #keys = new Float64Array(SLOTS);
  #numbers = new Int32Array(SLOTS);
  /** Slots that are not free. */
  #taken = 0;
  /** Numbers of the values of all other keys. */
  readonly #others = new Map<unknown, number>();

  get size(): number {
    return this.#size;
  }

  get(key: unknown): V | undefined {
    const number = isWhole(key)
      ? (this.#numbers[this.#slotOf(key)] ?? FREE) - 1
      : (this.#others.get(key) ?? -1);
    return number < 0 ? undefined : this.#values[number];
  }

  /** A key that is not there. */
  add(key: unknown, value: V): void {
    const number = this.#values.push(value);
    this.#size += 1;
    if (!isWhole(key)) {
      this.#others.set(key, number - 1);
      return;
    }
    if (this.#taken * 2 >= this.#numbers.length) this.#grow();
    this.#put(key, number);
  }

  delete(key: unknown): void {
    const number = this.#takeOut(key);
    if (number < 0) return;
    this.#values[number] = undefined;
    this.#size -= 1;
  }

  *values(): Generator<V, void, undefined> {
    for (const value of this.#values) if (value !== undefined) yield value;
  }

  clear(): void {
    this.#values = [];
    this.#size = 0;
    if (this.#taken > 0) this.#numbers.fill(FREE);
    this.#taken = 0;
    this.#others.clear();
  }

  #takeOut(key: unknown): number {
    if (!isWhole(key)) {
      const number = this.#others.get(key) ?? -1;
      this.#others.delete(key);
      return number;
    }
    const slot = this.#slotOf(key);
    const number = this.#numbers[slot] ?? FREE;
    if (number !== FREE) this.#numbers[slot] = GONE;
    return number - 1;
  }

  /** The slot of the key, or the free one where the search for it ends. */
  #slotOf(key: number): number {
    const mask = this.#numbers.length - 1;
    let slot = spread(key) & mask;
    for (; this.#numbers[slot] !== FREE; slot = (slot + 1) & mask) {
      if (this.#keys[slot] === key && this.#numbers[slot] !== GONE) break;
    }
    return slot;
  }

  #put(key: number, number: number): void {
    const slot = this.#slotOf(key);
    this.#keys[slot] = key;
    this.#numbers[slot] = number;
    this.#taken += 1;
  }

  /** To twice the size, or to the same where most of what fills it was taken out. */
  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers];
    const size = this.#size * 4 > keys.length ? keys.length * 2 : keys.length;
    this.#keys = new Float64Array(size);
    this.#numbers = new Int32Array(size);
    this.#taken = 0;
    for (const [slot, number] of numbers.entries()) if (number > 0) this.#put(keys[slot] ?? 0, number);
  }
}

const isWhole = (key: unknown): key is number => typeof key === 'number' && Number.isSafeInteger(key);

/** All bits of the number have a part in the lower ones of the result. */
function spread(key: number): number {
  const high = Math.floor(key / 4_294_967_296);
  const mixed = Math.imul((key | 0) ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  return mixed ^ (mixed >>> 15);
}
