import type { ReactNode, TableHTMLAttributes } from 'react';
import { classes } from './classes.ts';
import css from './table.module.css';

interface TableProps extends TableHTMLAttributes<HTMLTableElement> {
  readonly caption: string;
  readonly children: ReactNode;
}

/** A plain table in the product's dress; the caption names it for those who do not see it. Rows are 28 px. */
export function Table({ caption, children, className, ...rest }: TableProps) {
  return (
    <table {...rest} className={classes(css.table, className)}>
      <caption className="visually-hidden">{caption}</caption>
      {children}
    </table>
  );
}
