import { useMutation } from '@tanstack/react-query';
import type { PreflightCheck } from '@tailrace/server/router';
import { Link } from 'wouter';
import { api, describeFailure } from '../lib/api.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Glyph } from '../ui/glyph.tsx';
import { Notice } from '../ui/notice.tsx';
import css from './connections.module.css';
import type { Endpoint } from './endpoints.ts';

/** A database that pipelines use, and whether it answers. */
export function EndpointCard({ endpoint }: { readonly endpoint: Endpoint }) {
  const test = useMutation({
    mutationFn: () => api.catalog.testConnection.query({ text: endpoint.text, role: endpoint.role }),
  });
  const failure = test.error === null ? undefined : describeFailure(test.error);
  const name = `${endpoint.title} ${endpoint.role} ${endpoint.address}`.trim();
  return (
    <li className={css.card}>
      <div className={css.head}>
        <Glyph letters={endpoint.glyph} tone={endpoint.role} />
        <div className={css.words}>
          <h3>
            {endpoint.title} <span className={css.hint}>{endpoint.role}</span>
          </h3>
          <code>{endpoint.address === '' ? 'connects to nothing' : endpoint.address}</code>
        </div>
        <Button aria-label={`Test ${name}`} busy={test.isPending} onClick={() => test.mutate()}>
          Test
        </Button>
      </div>
      <p className={css.hint}>
        Used by{' '}
        {endpoint.usedBy.map(({ id, name: pipeline }, at) => (
          <span key={id}>
            {at > 0 && ', '}
            <Link href={`/pipelines/${id}`}>{pipeline}</Link>
          </span>
        ))}
      </p>
      {failure !== undefined && <Failure what="The connection could not be made" {...failure} />}
      {test.data?.map((check) => (
        <Check key={check.name} check={check} />
      ))}
    </li>
  );
}

const TONES = { ok: 'info', warning: 'warn', failed: 'error' } as const;
const SIGNS = { ok: '✓', warning: '!', failed: '✕' } as const;

function Check({ check }: { readonly check: PreflightCheck }) {
  if (check.status === 'ok') {
    return (
      <p className={css.check}>
        <span aria-hidden="true">{SIGNS.ok}</span> {check.name}: {check.message}
      </p>
    );
  }
  return (
    <Notice tone={TONES[check.status]} title={check.name} remedy={check.remedy}>
      {check.message}
    </Notice>
  );
}
