// Reading the rows of an answer.

/** The only row of an answer; its absence is a broken invariant, not an outcome. */
export function one<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('Expected one row, got none.');
  return row;
}
