export type { AppliedEdits, DocumentIds, DocumentSnapshot, EditOrigin, NodeId } from './document-snapshot.ts';
export { applyDocumentEdits, createDocument, type DocumentContext } from './document.ts';
