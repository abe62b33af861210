import { connectorCatalog } from '@tailrace/connectors/descriptors';
import { deepChecks } from '@tailrace/core/pipeline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAutosave } from './autosave.ts';
import { createDocumentStore } from './document-store.ts';

/** A server with optimistic versions, as small as it can be. */
function fakeServer() {
  const server = { text: 'a: 1\n', version: 1, isDown: false };
  const save = async (text: string, baseVersion: number): Promise<{ version: number }> => {
    if (server.isDown) throw new Error('server-unreachable');
    if (baseVersion !== server.version) throw new Error('version-conflict');
    server.text = text;
    server.version += 1;
    return { version: server.version };
  };
  return { server, save };
}

function open() {
  const { server, save } = fakeServer();
  const document = createDocumentStore(server.text, { catalog: connectorCatalog, checks: deepChecks });
  const autosave = createAutosave({
    document,
    version: 1,
    save,
    describe: (error) => ({ code: error instanceof Error ? error.message : '', message: '', data: {} }),
    pauseMs: 500,
  });
  const type = (text: string): void =>
    document.transact([{ range: { start: 0, end: 0 }, text }], { origin: 'editor', mark: 'typing' });
  return { server, document, autosave, type };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('autosave', () => {
  it('saves a pause after the last change, once', async () => {
    const { server, autosave, type } = open();
    type('b');
    await vi.advanceTimersByTimeAsync(400);
    type('c');
    expect(autosave.getState().word).toBe('unsaved');
    await vi.advanceTimersByTimeAsync(400);
    expect(server.version).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(server).toMatchObject({ text: 'cba: 1\n', version: 2 });
    expect(autosave.getState().word).toBe('saved');
  });

  it('says saved again when undo leads back to the saved text', () => {
    const { document, autosave, type } = open();
    type('b');
    document.undo();
    expect(autosave.getState().word).toBe('saved');
  });

  it('stops at a conflict and overwrites only when told to', async () => {
    const { server, autosave, type } = open();
    server.version = 5;
    server.text = 'theirs';
    type('b');
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.getState().word).toBe('conflict');
    type('c');
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.text).toBe('theirs');
    await autosave.overwrite(5);
    expect(server).toMatchObject({ text: 'cba: 1\n', version: 6 });
  });

  it('takes the other text when told to', async () => {
    const { server, document, autosave, type } = open();
    server.version = 5;
    type('b');
    await vi.advanceTimersByTimeAsync(600);
    autosave.adopt('theirs: 1\n', 5);
    expect(document.getState().snapshot.text).toBe('theirs: 1\n');
    expect(autosave.getState()).toMatchObject({ word: 'saved', version: 5 });
  });

  it('says so when the server is away, and saves with the next try', async () => {
    const { server, autosave, type } = open();
    server.isDown = true;
    type('b');
    await vi.advanceTimersByTimeAsync(600);
    expect(autosave.getState()).toMatchObject({ word: 'failed', failure: { code: 'server-unreachable' } });
    server.isDown = false;
    expect(await autosave.flush()).toBe(true);
    expect(server.text).toBe('ba: 1\n');
  });
});
