export type { Path, TextEdit, TextRange } from './text-edit.ts';
export { applyTextEdits, invertEdits, mapOffset, mapRange, sortTextEdits } from './apply-text-edits.ts';
export type { YamlDocument, YamlError } from './yaml-document.ts';
export type {
  AliasNode,
  MappingEntry,
  MappingNode,
  ScalarNode,
  ScalarStyle,
  SequenceItem,
  SequenceNode,
  YamlNode,
} from './syntax-tree.ts';
export { parseYaml, reparseYaml } from './parse-yaml.ts';
export type {
  EditOutcome,
  EditRefusal,
  EditRefusalCode,
  EditSuccess,
  YamlValue,
} from './edits/edit-outcome.ts';
export { readEdited } from './edits/guard.ts';
export { insertEntry, type NewEntry } from './edits/insert-entry.ts';
export { insertItem, type NewItem } from './edits/insert-item.ts';
export { moveItem, type Move } from './edits/move-item.ts';
export { removeEntry } from './edits/remove-entry.ts';
export { renameKey } from './edits/rename-key.ts';
export { setValue } from './edits/set-value.ts';
export { commentedItems, type CommentedItem } from './commented-items.ts';
export { commentItem, removeCommentedItem, uncommentItem } from './edits/comment-item.ts';
export { formatYaml } from './format-yaml.ts';
