import { randomBytes } from 'node:crypto';

/** Short, lower case, safe in URLs, file names and the names of replication slots; 64 random bits. */
export const newId = (): string => randomBytes(8).toString('hex');
