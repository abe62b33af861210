export { addRoute, type NewRoute } from './add-route.ts';
export { addTransform, type NewTransform } from './add-transform.ts';
export { duplicateNode } from './duplicate-node.ts';
export { insertRuleAt, type NewRule } from './insert-rule-at.ts';
export { moveNode, type NodeMove } from './move-node.ts';
export { removeNode } from './remove-node.ts';
export type { RuleSection } from './sections.ts';
export {
  disableRule,
  enableRule,
  removeDisabledRule,
  type DisabledRulePlace,
  type EnabledRulePlace,
} from './switch-rule.ts';
export { setSink, setSource, type NewConnector } from './set-connector.ts';
export {
  renamePipeline,
  setOption,
  setPipelineOption,
  setRuleField,
  unsetOption,
  unsetPipelineOption,
  unsetRuleField,
  type OptionField,
  type RuleField,
} from './set-field.ts';
