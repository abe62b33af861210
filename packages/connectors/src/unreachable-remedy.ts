/** What to look at when no connection came about, by the error code of Node (`errno` of the system); empty where it says enough itself. */
export function unreachableRemedy(code: unknown): string {
  switch (code) {
    case 'ECONNREFUSED':
      return '. Nothing listens there: check the host and the port, and whether the server runs.';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return '. No address is known for that name: check the host.';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return '. Nothing answers from there: check the host, and whether a firewall lets this machine through.';
    default:
      return '';
  }
}
