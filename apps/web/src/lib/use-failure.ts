import { describeFailure, type CallFailure } from './api.ts';

/** What a query's error says, or undefined while there is none. */
export const failureOf = (error: unknown): CallFailure | undefined =>
  error === null || error === undefined ? undefined : describeFailure(error);
