import { useEffect, useState, type CSSProperties } from 'react';
import css from './skeleton.module.css';

interface SkeletonProps {
  readonly width?: string;
  readonly height?: string;
  readonly lines?: number;
  readonly label?: string;
}

/** Nothing for a tenth of a second, then grey bars of the size of what is coming. */
export function Skeleton({ width = '100%', height = '14px', lines = 1, label = 'Loading' }: SkeletonProps) {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 100);
    return () => clearTimeout(timer);
  }, []);
  const style: CSSProperties = { width, height };
  return (
    <div role="status" aria-label={label} className={css.box} data-visible={isVisible}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className={css.bar} style={style} />
      ))}
    </div>
  );
}
