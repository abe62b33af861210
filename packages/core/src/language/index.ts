export { complete } from './complete.ts';
export { hover } from './hover.ts';
export type { CompletionItem, CompletionKind, Hover, LanguageContext, SignatureHelp } from './items.ts';
export { signatureHelp } from './signature-help.ts';
export { answerAt, type Answer, type AnswerPlace, type AnswerRow } from './answer.ts';
export { valueAt, type SampleValue, type ValueAt } from './value-at.ts';
