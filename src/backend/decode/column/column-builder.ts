/** A column that grows cell by cell, into typed arrays of a length known before. */
export interface ColumnBuilder<Column> {
  /** Adds a cell; false, and nothing is added, when it is not of the column's kind. */
  append(cell: unknown): boolean;
  appendNull(): void;
  finish(): FinishedColumn<Column>;
}

export interface FinishedColumn<Column> {
  readonly column: Column;
  /** A value of the right kind that could not be stored as it came; it is reported. */
  readonly lost: LostValue | undefined;
}

export interface LostValue {
  readonly expected: string;
  readonly got: unknown;
}
