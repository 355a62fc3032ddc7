// The register of attacks in docs/security.md: complete, and each one shown by a test that is named after it.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** One row a known attack: number, attack, severity, defence, where it is shown. */
const ROW = /^\| T(\d+) \| (.+?) \| (critical|high|medium|low) \| (.+?) \| (.+?) \|$/gm;
/** Attacks 1 to 31 are those on the frame; later ones come with what they attack. */
const ATTACKS_ON_FRAME = 31;

const rows = Array.from(
  readFileSync('docs/security.md', 'utf8').matchAll(ROW),
  ([, number, attack = '', , defence = '', shown = '']) => ({
    number: Number(number),
    attack,
    defence,
    files: Array.from(shown.matchAll(/`(test\/[\w./-]+)`/g), ([, file = '']) => file),
  }),
);

describe('docs/security.md', () => {
  it('has every attack once, in order', () => {
    const numbers = rows.map(({ number }) => number);
    expect(numbers.slice(0, ATTACKS_ON_FRAME)).toEqual(
      Array.from({ length: ATTACKS_ON_FRAME }, (_, at) => at + 1),
    );
    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
  });

  it.each(rows)(
    'T$number names a defence and a test that carries its number',
    ({ number, files, defence }) => {
      expect(defence.length).toBeGreaterThan(20);
      expect(files.length).toBeGreaterThan(0);
      const titled = new RegExp(`describe(\\.\\w+(\\(.*\\))?)?\\(\\s*['"\`]T${number} · `);
      for (const file of files) {
        expect(existsSync(file), file).toBe(true);
        expect(readFileSync(file, 'utf8'), file).toMatch(titled);
      }
    },
  );
});
