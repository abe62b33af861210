// Floating-point numbers as Java writes them (Double.toString, Float.toString since Java 19: the shortest digits that read back as the
// same number), because CAST to text and `||` show them so; and the texts that Java reads as a double.
import { formatDecimal, type Decimal } from '../../value/index.ts';

/** `7.7`, `1.0E10`, `-0.0`, `NaN`, `Infinity`. */
export function javaDoubleText(value: number): string {
  return javaText(value, value.toExponential());
}

/** The same for a 32-bit number: fewer digits suffice. */
export function javaFloatText(value: number): string {
  return javaText(value, shortestFloat(value));
}

function shortestFloat(value: number): string {
  for (let digits = 0; digits < 9; digits += 1) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential();
}

function javaText(value: number, exponential: string): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = exponential.split('e');
  const exponent = Number(exponentText);
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < -3 || exponent >= 7)
    return `${sign}${digits.charAt(0)}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** BigDecimal.toString: plain digits, but `1E-10` where the first digit stands more than six places behind the point. */
export function javaDecimalText(value: Decimal): string {
  const digits = (value.unscaled < 0n ? -value.unscaled : value.unscaled).toString();
  const exponent = digits.length - 1 - value.scale;
  if (exponent >= -6) return formatDecimal(value);
  const sign = value.unscaled < 0n ? '-' : '';
  return `${sign}${digits.charAt(0)}${digits.length > 1 ? `.${digits.slice(1)}` : ''}E${exponent}`;
}

const DOUBLE_TEXT = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?)$/u;

/** Double.parseDouble for decimal notation: blanks around it and a type letter behind it are allowed. Undefined for other text. */
export function parseJavaDouble(text: string): number | undefined {
  // oxlint-disable-next-line no-control-regex -- Java's trim: everything up to U+0020
  const trimmed = text.replace(/^[\0-\x20]+|[\0-\x20]+$/gu, '');
  if (!DOUBLE_TEXT.test(trimmed)) return undefined;
  return Number(/\d/u.test(trimmed) ? trimmed.replace(/[dDfF]$/u, '') : trimmed.replace(/^\+/u, ''));
}

/** Integer.valueOf and its kin: an optional sign and digits. */
export function parseJavaInteger(text: string): bigint | undefined {
  return /^[+-]?\d+$/u.test(text) ? BigInt(text.startsWith('+') ? text.slice(1) : text) : undefined;
}
