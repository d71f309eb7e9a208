import type { Figure } from './kh-figures-table.ts';

/** What a table of numbers shows. */
export type Figures = { headings: readonly string[]; rows: readonly (readonly Figure[])[] };

/** One column of a table of such records. */
export type Column<T> = { heading: string; cell: (record: T) => Figure };

export const figuresOf = <T>(columns: readonly Column<T>[], records: readonly T[]): Figures => ({
  headings: columns.map(({ heading }) => heading),
  rows: records.map((record) => columns.map(({ cell }) => cell(record))),
});
