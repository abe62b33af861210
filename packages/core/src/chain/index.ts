export { createOperatorChain } from './create-chain.ts';
export type {
  BulkOutput,
  BulkPlan,
  BulkTarget,
  ChainOptions,
  ChainTrace,
  ImageNeeds,
  OperatorChain,
  RowOp,
} from './operator-chain.ts';
