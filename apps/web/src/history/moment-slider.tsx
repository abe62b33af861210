import { useId } from 'react';
import { formatDateTime } from '../lib/format.ts';
import css from './history.module.css';

interface MomentSliderProps {
  readonly label: string;
  /** Ascending. */
  readonly moments: readonly number[];
  /** undefined stands for now, the last place of the slider. */
  readonly value: number | undefined;
  readonly onChange: (moment: number | undefined) => void;
}

/** Steps from change to change: places between them would all look the same. The first place is before everything. */
export function MomentSlider({ label, moments, value, onChange }: MomentSliderProps) {
  const id = useId();
  const last = moments.length + 1;
  const passed = value === undefined ? last : moments.filter((moment) => moment <= value).length;
  const words = (place: number): string => {
    if (place >= last) return 'now';
    const moment = moments[place - 1];
    return moment === undefined ? 'before the first change' : `after ${formatDateTime(moment)}`;
  };
  return (
    <div className={css.slider}>
      <label htmlFor={id}>
        {label} <span className={css.hint}>{words(passed)}</span>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        step={1}
        value={passed}
        aria-valuetext={words(passed)}
        onChange={(event) => {
          const place = Number(event.target.value);
          const moment = moments[place - 1];
          onChange(place >= last ? undefined : (moment ?? (moments[0] ?? 1) - 1));
        }}
      />
    </div>
  );
}
