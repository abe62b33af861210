import { useMutation } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { describeFailure } from '../lib/api.ts';
import { trpc } from '../lib/trpc.ts';
import { toast } from '../ui/toast.tsx';

/** Creates a pipeline and opens it. */
export function useCreatePipeline() {
  const [, go] = useLocation();
  return useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => go(`/pipelines/${id}`),
      onError: (error) =>
        toast(`The pipeline was not made: ${describeFailure(error).message}`, { tone: 'error' }),
    }),
  );
}
