// For tests: a certificate of "localhost", its key, and who signed it; valid until 2126, and for nothing else.
import { fileURLToPath } from 'node:url';

const file = (name: string): string => fileURLToPath(new URL(`tls/${name}`, import.meta.url));

export const tlsFiles = {
  ca: file('ca.pem'),
  cert: file('server-cert.pem'),
  key: file('server-key.pem'),
} as const;
