/** One tRPC call over plain HTTP (tRPC's HTTP specification): queries by GET, mutations by POST. Throws with the server's message. */
export async function callServer<T>(
  url: string,
  kind: 'query' | 'mutation',
  procedure: string,
  input?: unknown,
): Promise<T> {
  const target = `${url}/trpc/${procedure}`;
  const response =
    kind === 'query'
      ? await fetch(
          input === undefined ? target : `${target}?input=${encodeURIComponent(JSON.stringify(input))}`,
        )
      : await fetch(target, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: url },
          body: JSON.stringify(input ?? {}),
        });
  const answer = (await response.json()) as { result?: { data: T }; error?: { message: string } };
  if (answer.result === undefined)
    throw new Error(`${procedure}: ${answer.error?.message ?? response.status}`);
  return answer.result.data;
}
