// Conformance cases that do not pass yet, each with the reason. The test fails for one that passes and still stands here.
export const PENDING: readonly { readonly reason: string; readonly cases: readonly string[] }[] = [];
