/** "shop to warehouse", ["source", "password"] → "SHOP_TO_WAREHOUSE_SOURCE_PASSWORD". */
export function secretName(pipeline: string, path: readonly (string | number)[]): string {
  const words = [pipeline, ...path].join('_').toUpperCase();
  const name = words.replaceAll(/[^A-Z0-9]+/gu, '_').replaceAll(/^_+|_+$/gu, '');
  return (/^[A-Z]/u.test(name) ? name : `P_${name}`).slice(0, 100);
}

/** Whether a value is a reference to a secret or a variable, and not the secret itself. */
export const isReference = (value: string): boolean => /^\$\{(secret|env)\.[^}]+\}$/u.test(value);
