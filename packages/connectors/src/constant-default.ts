// Defaults of columns that mean the same in any database.

/**
 * A number, a boolean, or one quoted text (doubled quotes, no escapes unless E stands in front), with or without a cast to a built-in
 * type of PostgreSQL; without the cast. Undefined for everything that has to be evaluated.
 */
export function constantDefault(expression: string | undefined): string | undefined {
  if (expression === undefined) return undefined;
  const match =
    /^(-?\d+(?:\.\d+)?|true|false|'(?:[^']|'')*'|\s?E'(?:[^'\\]|''|\\\\)*')(?:::[a-z][a-z ]*(?:\(\d+(?:,\s*\d+)?\))?)?$/iu.exec(
      expression.trim(),
    );
  return match?.[1];
}
