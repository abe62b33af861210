// Where the rows of a table lie, as a text that is the same at both ends for the same table.

const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', '[::1]'];

/** `names`: database (and schema) and table. Hosts are compared as they are written, those of this machine as one. */
export function placeOf(
  system: 'postgres' | 'mysql',
  { host, port }: { readonly host: string; readonly port: number },
  names: readonly string[],
): string {
  const name = host.toLowerCase();
  return JSON.stringify([system, LOOPBACK.includes(name) ? 'localhost' : name, port, ...names]);
}
