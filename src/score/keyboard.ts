// Where the keys lie: which are neighbours, and whether fingers walked along a line of keys.

const ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'] as const;

/** Keys that are mistaken for each other because they look alike. */
const LOOK_ALIKES = ['0o', '1l', '1i'] as const;

/**
 * Lines that a finger walks along, several on one row where no key stands on two of them: the rows of
 * QWERTY, QWERTZ, AZERTY, Dvorak and Colemak, the columns, zigzags between two rows, and the alphabet.
 * Five keys of a line must not be part of a name: `fujiko` ends the first zigzag early.
 */
const WALK_LINES = [
  'qwertyuiop asdfghjkl zxcvbnm 1234567890',
  'qwertzuiop yxcvbnm',
  'azertyuiop qsdfghjklm wxcvbn',
  'pyfgcrl aoeuidhtns qjkxbmwvz',
  'qwfpgjluy arstdhneio',
  '1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qawsedrftgyhu',
  'azsxdcfvgbhnjmk',
  'abcdefghijklmnopqrstuvwxyz',
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
  const add = (from: string, to: string, bit: number): void => {
    const pair = pairIndex(from.charCodeAt(0), to.charCodeAt(0));
    table[pair] = (table[pair] ?? 0) | (1 << bit);
  };
  WALK_LINES.forEach((lines, lineNo) => {
    for (const line of lines.split(' ')) {
      for (let at = 1; at < line.length; at += 1) {
        const left = line.charAt(at - 1);
        const right = line.charAt(at);
        add(left, right, 2 * lineNo);
        add(right, left, 2 * lineNo + 1);
      }
    }
  });
  return table;
}
