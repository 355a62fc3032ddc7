// Where the keys lie: which are neighbours, and whether fingers walked along a line of keys.

const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'] as const;

/** Keys that are mistaken for each other because they look alike. */
const LOOK_ALIKES = ['0o', '1l', '1i'] as const;

/** Lines that a finger walks along: rows of the QWERTY, QWERTZ and AZERTY layouts, and columns. */
const WALK_LINES = [
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertz',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qaz',
  'wsx',
  'edc',
  'rfv',
  'tgb',
  'yhn',
  'ujm',
] as const;

const pairIndex = (first: number, second: number): number => (first << 7) | second;

const NEIGHBOURS = buildNeighbours();
const LINES_OF_PAIR = buildLinesOfPair();

/** Whether two ASCII character codes are neighbouring keys of a QWERTY keyboard, or look alike. */
export function areNeighbours(first: number, second: number): boolean {
  return first < 128 && second < 128 && NEIGHBOURS[pairIndex(first, second)] === 1;
}

/**
 * The lines on which `second` follows `first` in one direction, as a bit set; 0 for none. Anding the
 * sets of consecutive pairs follows a walk, because a key stands on a line once.
 */
export function linesOfStep(first: number, second: number): number {
  return first < 128 && second < 128 ? (LINES_OF_PAIR[pairIndex(first, second)] ?? 0) : 0;
}

function buildNeighbours(): Uint8Array {
  const table = new Uint8Array(128 * 128);
  const join = (one: string | undefined, other: string | undefined): void => {
    if (one === undefined || other === undefined) return;
    table[pairIndex(one.charCodeAt(0), other.charCodeAt(0))] = 1;
    table[pairIndex(other.charCodeAt(0), one.charCodeAt(0))] = 1;
  };
  ROWS.forEach((row, rowNo) => {
    const below = ROWS[rowNo + 1] ?? '';
    [...row].forEach((key, column) => {
      join(key, row[column + 1]);
      // Rows are staggered: a key touches the one below it and the one left of that.
      join(key, below[column]);
      join(key, below[column - 1]);
    });
  });
  for (const pair of LOOK_ALIKES) join(pair[0], pair[1]);
  return table;
}

function buildLinesOfPair(): Uint32Array {
  const table = new Uint32Array(128 * 128);
  WALK_LINES.forEach((line, lineNo) => {
    for (let at = 1; at < line.length; at += 1) {
      const left = line.charCodeAt(at - 1);
      const right = line.charCodeAt(at);
      const forward = pairIndex(left, right);
      const backward = pairIndex(right, left);
      table[forward] = (table[forward] ?? 0) | (1 << (2 * lineNo));
      table[backward] = (table[backward] ?? 0) | (1 << (2 * lineNo + 1));
    }
  });
  return table;
}
