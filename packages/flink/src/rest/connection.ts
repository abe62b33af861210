// One request to Flink's REST API: address, headers, time-out, and what went wrong as a TailraceError with a code.
import { TailraceError } from '@tailrace/core/diagnostics';
import * as z from 'zod';
import { explainFailure } from '../failure/failure.ts';

/** Where a cluster is, and how one is let in. */
export interface ClusterAddress {
  /** Of the job manager's REST port or of a proxy before it, `http://127.0.0.1:8081`; a path is kept. May hold `user:password@`. */
  readonly url: string;
  /** Sent with every request, for a proxy that wants them. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly basicAuth?: { readonly username: string; readonly password: string };
}

export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until `flink-timeout`. Default 15,000; an upload 600,000, a run 180,000. */
  readonly timeoutMs?: number | undefined;
}

export interface Call extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the address, with a leading slash, its parts encoded. */
  readonly path: string;
  readonly json?: unknown;
  readonly form?: FormData;
  /** The code of an answer 404, of which `flink-not-found` is the general one. */
  readonly notFound?: string;
}

export type Fetch = typeof globalThis.fetch;

export interface Connection {
  /** Without user and password. */
  readonly url: string;
  /**
   * The answer as the schema has it; fields that the schema does not name are gone.
   * @throws TailraceError `flink-unreachable`, `flink-timeout`, `flink-unauthorized`, `flink-redirected`, `flink-answer-unreadable`,
   * `flink-not-found` (or the call's own code), and for a refusal the code of its cause (failure/known-failures.ts) or `flink-refused`.
   */
  call<Schema extends z.ZodType>(schema: Schema, call: Call): Promise<z.output<Schema>>;
  /** The same for an answer that is plain text. */
  text(call: Call): Promise<string>;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/** @throws TailraceError `flink-address-invalid` for an address that is no http or https URL. */
export function openConnection(address: ClusterAddress, fetchAny: Fetch = globalThis.fetch): Connection {
  const { base, credentials } = readAddress(address.url);
  const headers = new Headers(address.headers);
  const auth = address.basicAuth ?? credentials;
  if (auth !== undefined) {
    const token = Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64');
    headers.set('authorization', `Basic ${token}`);
  }
  return {
    url: base,
    call: async (schema, call) => {
      const response = await send(base, headers, call, fetchAny);
      if (!response.ok) throw refused(base, call, response);
      return read(schema, base, call, response.text);
    },
    text: async (call) => {
      const response = await send(base, headers, call, fetchAny);
      if (!response.ok) throw refused(base, call, response);
      return response.text;
    },
  };
}

function readAddress(text: string) {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    const shown = text.replace(/\/\/[^/@]*@/, '//');
    throw new TailraceError(
      'flink-address-invalid',
      `"${shown}" is not the address of a Flink cluster: write it as http://HOST:8081.`,
    );
  }
  const credentials =
    parsed.username === ''
      ? undefined
      : { username: decodeURIComponent(parsed.username), password: decodeURIComponent(parsed.password) };
  // The web UI's own address ends with #/overview: people copy it from the browser.
  return { base: `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`, credentials };
}

async function send(base: string, headers: Headers, call: Call, fetchAny: Fetch) {
  const timeout = AbortSignal.timeout(call.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = call.signal === undefined ? timeout : AbortSignal.any([call.signal, timeout]);
  try {
    // A redirect would carry the headers to whoever it names; and a job manager sends none.
    const init: RequestInit = { ...requestOf(headers, call), signal, redirect: 'manual' };
    const response = await fetchAny(`${base}${call.path}`, init);
    return {
      ok: response.ok,
      status: response.status,
      location: response.headers.get('location') ?? '',
      text: await response.text(),
    };
  } catch (error) {
    if (call.signal?.aborted === true) throw call.signal.reason;
    throw noAnswer(base, call, timeout.aborted, error);
  }
}

function requestOf(headers: Headers, call: Call): RequestInit {
  const sent = new Headers(headers);
  sent.set('accept', 'application/json');
  if (call.json === undefined) return { method: call.method, headers: sent, body: call.form ?? null };
  sent.set('content-type', 'application/json');
  return { method: call.method, headers: sent, body: JSON.stringify(call.json) };
}

function noAnswer(base: string, call: Call, timedOut: boolean, cause: unknown): TailraceError {
  const seconds = (call.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000;
  return timedOut
    ? new TailraceError(
        'flink-timeout',
        `The Flink cluster at ${base} did not answer within ${seconds} s (${call.method} ${withoutQuery(call.path)}).`,
        { retryable: true, cause },
      )
    : new TailraceError(
        'flink-unreachable',
        `The Flink cluster at ${base} cannot be reached: ${reasonOf(cause)}.`,
        { retryable: true, cause },
      );
}

/** fetch says "fetch failed"; the reason is the code or the message of what it failed by. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const words: Record<string, string> = {
    ECONNREFUSED: 'the connection was refused; is it running there, and is the port right',
    ENOTFOUND: 'there is no host of that name',
    EAI_AGAIN: 'the host name could not be looked up',
    ECONNRESET: 'the connection was cut',
    UND_ERR_SOCKET: 'the connection was cut',
    ETIMEDOUT: 'no answer to the connection attempt',
  };
  return (words[code] ?? (cause instanceof Error && cause.message !== '' ? cause.message : code)).replace(
    /[.?]$/,
    '',
  );
}

const withoutQuery = (path: string): string => path.replace(/\?.*/, '');

function read<Schema extends z.ZodType>(schema: Schema, base: string, call: Call, text: string) {
  const where = `${call.method} ${withoutQuery(call.path)}`;
  let json: unknown;
  try {
    json = text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new TailraceError(
      'flink-answer-unreadable',
      `${base} does not answer like a Flink cluster (${where} is no JSON). Is this the address of the REST API?`,
      { cause: error },
    );
  }
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TailraceError(
    'flink-answer-unreadable',
    `The answer of ${base} to ${where} is not what Flink 1.18 to 2.x send: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    { cause: result.error },
  );
}

const errorBody = z.object({ errors: z.array(z.string()) });

interface Refusal {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

function refused(base: string, call: Call, { status, location, text }: Refusal): TailraceError {
  if (status >= 300 && status < 400) {
    return new TailraceError(
      'flink-redirected',
      `${base} redirects to ${location === '' ? 'another address' : location}. Use the address of the cluster itself, or give what the proxy wants (headers, user and password).`,
    );
  }
  if (status === 401 || status === 403) {
    return new TailraceError(
      'flink-unauthorized',
      `${base} does not let us in (${status}). Check the headers, or the user and the password, of the cluster.`,
    );
  }
  const body = errorBody.safeParse(tryJson(text));
  if (!body.success) return notFlink(base, call, status);
  const raw = body.data.errors.filter((line) => line !== 'Internal server error.').join('\n');
  const failure = explainFailure(raw);
  // "Service temporarily unavailable due to an ongoing leader election": it has just come up.
  const electing = status === 503 || /leader election/.test(raw);
  const busy = failure.code === 'flink-cluster-busy';
  const general = status === 404 ? (call.notFound ?? 'flink-not-found') : 'flink-refused';
  const code = failure.code === 'flink-job-failed' || status === 404 ? general : failure.code;
  return new TailraceError(electing ? 'flink-unreachable' : code, failure.summary, {
    retryable: electing || busy,
    data: { status, ...failure.data },
    cause: new Error(raw),
  });
}

function notFlink(base: string, call: Call, status: number): TailraceError {
  const busy = status === 502 || status === 503 || status === 504;
  return new TailraceError(
    busy ? 'flink-unreachable' : 'flink-answer-unreadable',
    `${base} answers ${call.method} ${withoutQuery(call.path)} with ${status}${busy ? ': the cluster behind it is away, or just starting' : ' and nothing that Flink would say'}.`,
    { retryable: busy },
  );
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
