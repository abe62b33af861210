// Which character set a collation's number belongs to (information_schema.collations): MySQL's numbers, and MariaDB's own beyond them.

const OF_CHARSET: Readonly<Record<string, readonly number[]>> = {
  big5: [1, 84],
  latin2: [2, 9, 21, 27, 77],
  dec8: [3, 69],
  cp850: [4, 80],
  latin1: [5, 8, 15, 31, 47, 48, 49, 94],
  hp8: [6, 72],
  koi8r: [7, 74],
  swe7: [10, 82],
  ascii: [11, 65],
  ujis: [12, 91],
  sjis: [13, 88],
  cp1251: [14, 23, 50, 51, 52],
  hebrew: [16, 71],
  tis620: [18, 89],
  euckr: [19, 85],
  latin7: [20, 41, 42, 79],
  koi8u: [22, 75],
  gb2312: [24, 86],
  greek: [25, 70],
  cp1250: [26, 34, 44, 66, 99],
  gbk: [28, 87],
  cp1257: [29, 58, 59],
  latin5: [30, 78],
  armscii8: [32, 64],
  utf8mb3: [33, 76, 83],
  ucs2: [35, 90, 159],
  cp866: [36, 68],
  keybcs2: [37, 73],
  macce: [38, 43],
  macroman: [39, 53],
  cp852: [40, 81],
  utf8mb4: [45, 46],
  utf16: [54, 55],
  utf16le: [56, 62],
  cp1256: [57, 67],
  utf32: [60, 61],
  binary: [63],
  geostd8: [92, 93],
  cp932: [95, 96],
  eucjpms: [97, 98],
  gb18030: [248, 249, 250],
};

const BY_NUMBER = new Map(
  Object.entries(OF_CHARSET).flatMap(([charset, numbers]) =>
    numbers.map((number) => [number, charset] as const),
  ),
);

/** First and last number of collations made by rules of the Unicode collation algorithm. */
const RANGES: readonly (readonly [number, number, string])[] = [
  [101, 124, 'utf16'],
  [128, 151, 'ucs2'],
  [160, 183, 'utf32'],
  [192, 223, 'utf8mb3'],
  [224, 247, 'utf8mb4'],
  [255, 575, 'utf8mb4'],
  [576, 607, 'utf8mb3'],
  [608, 639, 'utf8mb4'],
  [640, 671, 'ucs2'],
  [672, 703, 'utf16'],
  [736, 767, 'utf32'],
  [0x800, 0x8ff, 'utf8mb3'],
  [0x900, 0x9ff, 'utf8mb4'],
  [0xa00, 0xaff, 'ucs2'],
  [0xb00, 0xbff, 'utf16'],
  [0xc00, 0xcff, 'utf32'],
];

/** MariaDB's collations that do not pad have the number of the padding one and this. */
const NO_PAD = 1024;

/** The character set's name; undefined for a number that is not known. */
export function charsetOfCollation(collation: number): string | undefined {
  const number = collation >= NO_PAD && collation < 2 * NO_PAD ? collation - NO_PAD : collation;
  return BY_NUMBER.get(number) ?? RANGES.find(([first, last]) => number >= first && number <= last)?.[2];
}
