import css from './keys.module.css';

const isMac = typeof navigator !== 'undefined' && /mac/iu.test(navigator.platform);

/** "Mod+Shift+Z" as this machine calls it. */
export function keyWords(keys: string): readonly string[] {
  return (
    keys
      // A + that joins two keys, not one that is a key.
      .split(/(?<=.)\+(?=.)/u)
      .map((key) => (key === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : key === 'Alt' && isMac ? '⌥' : key))
  );
}

export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className={css.keys}>
      {keyWords(keys).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
