// A chunk of its own: the language of patterns and all functions of expressions, which nobody needs to see the first picture.
export { deepChecks } from '@tailrace/core/pipeline';
