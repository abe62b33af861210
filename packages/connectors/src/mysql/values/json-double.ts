/**
 * A double as MySQL prints it inside JSON (my_gcvt and Json_wrapper::to_string): the shortest digits that read back the same, written out
 * where the point stands up to 15 places left or 14 right of them, else with an exponent; always with a point or an exponent.
 */
export function formatJsonDouble(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1;
  if (value === 0) return `${sign}0.0`;
  if (point < -14 || (point > 15 && digits.length <= point)) {
    const rest = digits.slice(1);
    return `${sign}${digits.charAt(0)}${rest === '' ? '' : `.${rest}`}e${point - 1}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, '0')}.0`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
