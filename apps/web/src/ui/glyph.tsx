import css from './glyph.module.css';

interface GlyphProps {
  /** One to three letters. */
  readonly letters: string;
  readonly tone?: 'source' | 'transform' | 'route' | 'sink' | 'idle';
  readonly size?: 'small' | 'large';
}

/** The sign of a connector or a step: letters in a tile, drawn by us, no vendor's logo. */
export function Glyph({ letters, tone = 'idle', size = 'small' }: GlyphProps) {
  return (
    <span className={css.glyph} data-tone={tone} data-size={size} aria-hidden="true">
      {letters}
    </span>
  );
}
