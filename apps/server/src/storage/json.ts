import * as z from 'zod';

/** A column of JSON that only this server writes, in a shape pinned by its own types; damage of the file shows as a parse error. */
export const jsonOf = <T>() =>
  z.string().transform((text, context): T => {
    try {
      const value: T = JSON.parse(text);
      return value;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  });
