import { useRun, useSaveState } from '../../document/session.tsx';
import { StateChip } from '../../ui/state-chip.tsx';
import css from './designer.module.css';

const MEANING = {
  saved: 'Everything is on the server.',
  unsaved: 'Saved in a moment.',
  saving: 'On its way to the server.',
  conflict: 'Somebody else saved this pipeline in the meantime.',
  failed: 'The server did not take it; it is tried again with the next change or Ctrl+S.',
} as const;

/** The state of the pipeline and of its text, in words. */
export function StateWords() {
  const state = useRun((run) => run.state);
  const word = useSaveState((save) => save.word);
  const failure = useSaveState((save) => save.failure?.message);
  const meaning = word === 'failed' && failure !== undefined ? failure : MEANING[word];
  return (
    <>
      <StateChip state={state} />
      <span role="status" aria-label="Saving" title={meaning} className={css.words} data-word={word}>
        {word}
      </span>
    </>
  );
}
