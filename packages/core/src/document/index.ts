export type { AppliedEdits, DocumentIds, DocumentSnapshot, EditOrigin, NodeId } from './document-snapshot.ts';
export { applyDocumentEdits, createDocument, withChecks } from './document.ts';
export { disabledRules, type DisabledRule, type DisabledRules } from './disabled-rules.ts';
export { changedLines, type ChangedLines } from './changed-lines.ts';
