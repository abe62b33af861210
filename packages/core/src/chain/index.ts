export { createOperatorChain } from './create-chain.ts';
export type {
  BulkOutput,
  BulkPlan,
  BulkTarget,
  ChainOptions,
  ChainTrace,
  OperatorChain,
} from './operator-chain.ts';
