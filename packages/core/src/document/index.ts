export type { AppliedEdits, DocumentSnapshot, EditOrigin, NodeId } from './document-snapshot.ts';
