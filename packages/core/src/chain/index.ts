export { createOperatorChain } from './create-chain.ts';
export type {
  BulkOutput,
  BulkPlan,
  BulkTarget,
  ChainOptions,
  ChainTrace,
  ImageNeeds,
  OperatorChain,
} from './operator-chain.ts';
