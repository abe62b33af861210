/** A position in a source's log, as text that only its connector reads and compares (PostgreSQL: an LSN such as "0/16B3748"). */
export type Offset = string & { readonly __offset: unique symbol };
