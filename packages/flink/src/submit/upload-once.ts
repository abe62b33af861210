import type { CallOptions } from '../rest/connection.ts';
import type { FlinkClient } from '../rest/client.ts';
import type { JobJar } from '../jar/job-jar.ts';

/** Uploads that are under way in this process, so that launches at the same moment share one. */
const underWay = new Map<string, Promise<string>>();

/** The id of the jar on the cluster; it is uploaded only where the cluster does not have it (a job manager forgets jars when it restarts). */
export async function uploadOnce(
  client: FlinkClient,
  jar: JobJar,
  options: CallOptions = {},
): Promise<{ readonly id: string; readonly uploaded: boolean }> {
  const key = `${client.url} ${jar.name}`;
  const running = underWay.get(key);
  if (running !== undefined) return { id: await running, uploaded: false };
  let uploaded = false;
  const upload = (async () => {
    const there = (await client.jars(options)).find((one) => one.name === jar.name);
    if (there !== undefined) return there.id;
    uploaded = true;
    return client.uploadJar(jar.name, await jar.content(), options);
  })();
  underWay.set(key, upload);
  try {
    return { id: await upload, uploaded };
  } finally {
    underWay.delete(key);
  }
}
