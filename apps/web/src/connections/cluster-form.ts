// What a form for a cluster holds, and the request that it makes.
import type { ClusterCredentials, ClusterInfo, ClusterRequest, JarPlace } from '@tailrace/server/router';

export interface ClusterForm {
  readonly name: string;
  readonly url: string;
  /** `kept`: what is stored stays. */
  readonly access: 'kept' | ClusterCredentials['kind'];
  readonly user: string;
  readonly password: string;
  /** One header a line, `Name: value`. */
  readonly headers: string;
  readonly jars: JarPlace['kind'];
  readonly folder: string;
  readonly release: ClusterRequest['release'];
}

const EMPTY: ClusterForm = {
  name: '',
  url: '',
  access: 'none',
  user: '',
  password: '',
  headers: '',
  jars: 'folder',
  folder: '',
  release: '3.6',
};

export function formOf(cluster: ClusterInfo | undefined): ClusterForm {
  if (cluster === undefined) return EMPTY;
  const { name, url, access, jars, release } = cluster;
  return {
    ...EMPTY,
    name,
    url,
    release,
    access: access.kind === 'none' ? 'none' : 'kept',
    user: access.kind === 'basic' ? access.user : '',
    jars: jars.kind,
    folder: jars.kind === 'cluster' ? '' : (jars.path ?? ''),
  };
}

/** What keeps the form from being sent, by field; empty: nothing. */
export function formProblems(form: ClusterForm): Readonly<Partial<Record<keyof ClusterForm, string>>> {
  const header = form.access === 'headers' ? badHeader(form.headers) : undefined;
  return {
    ...(form.url !== '' && !/^https?:\/\/\S+$/u.test(form.url.trim())
      ? { url: 'An address begins with http:// or https://, as in http://flink-jobmanager:8081.' }
      : {}),
    ...(header === undefined ? {} : { headers: `“${header}” is no header: write Name: value, one a line.` }),
  };
}

/** Whether everything is there that has to be. */
export function isComplete(form: ClusterForm): boolean {
  if (form.name.trim() === '' || form.url.trim() === '') return false;
  if (form.jars === 'folder' && form.folder.trim() === '') return false;
  if (form.access === 'basic' && form.user === '') return false;
  if (form.access === 'headers' && form.headers.trim() === '') return false;
  return Object.keys(formProblems(form)).length === 0;
}

export function requestOf(form: ClusterForm): ClusterRequest {
  const credentials = credentialsOf(form);
  return {
    name: form.name.trim(),
    url: form.url.trim(),
    jars: jarsOf(form),
    release: form.release,
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function jarsOf({ jars, folder }: ClusterForm): JarPlace {
  const path = folder.trim();
  if (jars === 'cluster') return { kind: 'cluster' };
  if (jars === 'folder') return { kind: 'folder', path };
  return path === '' ? { kind: 'home' } : { kind: 'home', path };
}

function credentialsOf({ access, user, password, headers }: ClusterForm): ClusterCredentials | undefined {
  switch (access) {
    case 'kept':
      return undefined;
    case 'none':
      return { kind: 'none' };
    case 'basic':
      return { kind: 'basic', user, password };
    case 'headers':
      return {
        kind: 'headers',
        headers: Object.fromEntries(headerLines(headers).map((line) => splitHeader(line))),
      };
  }
}

const headerLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function splitHeader(line: string): [string, string] {
  const at = line.indexOf(':');
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** Its name only: the value may be what is secret. */
const badHeader = (text: string): string | undefined =>
  headerLines(text)
    .find((line) => !/^[\w!#$%&'*+.^`|~-]+\s*:/u.test(line))
    ?.slice(0, 12);
