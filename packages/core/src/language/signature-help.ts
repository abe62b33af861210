// The call that the caret is in, and which argument comes next.
import type { DocumentSnapshot } from '../document/index.ts';
import { findFunction } from '../expression/index.ts';
import { caretContext } from './caret-context.ts';
import { writtenBefore } from './complete-expression.ts';
import { describeFunction } from './describe.ts';
import type { SignatureHelp } from './items.ts';

export function signatureHelp(snapshot: DocumentSnapshot, offset: number): SignatureHelp | undefined {
  const caret = caretContext(snapshot.text, offset);
  if (caret.place.kind !== 'value' || caret.parents[0] !== 'transform') return undefined;
  if (caret.place.key !== 'projection' && caret.place.key !== 'filter') return undefined;
  const call = innermostCall(writtenBefore(snapshot.text, caret.place.start, offset));
  const entry = call === undefined ? undefined : findFunction(call.name);
  if (call === undefined || entry === undefined) return undefined;
  const signatures = entry.signatures.map((label) => ({ label, parameters: parametersOf(label) }));
  const fitting = signatures.findIndex((signature) => signature.parameters.length > call.argument);
  return {
    signatures,
    activeSignature: Math.max(0, fitting),
    activeParameter: call.argument,
    documentation: describeFunction(entry),
  };
}

/** The function whose parenthesis is open at the end, and how many commas of its own came since. */
function innermostCall(text: string): { readonly name: string; readonly argument: number } | undefined {
  const open: { name: string; argument: number }[] = [];
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "'") inText = !inText;
    else if (inText) continue;
    else if (char === '(' || char === '[') {
      const name = char === '(' ? (/([\p{L}_][\p{L}\p{N}_]*)\s*$/u.exec(text.slice(0, at))?.[1] ?? '') : '';
      open.push({ name, argument: 0 });
    } else if (char === ')' || char === ']') open.pop();
    else if (char === ',') {
      const call = open.at(-1);
      if (call !== undefined) call.argument += 1;
    }
  }
  return open.findLast((call) => call.name !== '');
}

function parametersOf(signature: string): readonly string[] {
  const inside = /\((.*)\)/u.exec(signature)?.[1]?.trim() ?? '';
  return inside === '' ? [] : inside.split(/,(?![^[(]*[\])])/u).map((parameter) => parameter.trim());
}
