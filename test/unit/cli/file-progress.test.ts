// Progress: a bar where somebody looks, a line now and then where a log is kept.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createFileProgress } from '../../../src/cli/file-progress.ts';

describe('createFileProgress', () => {
  it('prints a plain line every few seconds in a pipe, with pace and time left', () => {
    const stderr = new PassThrough();
    let now = 0;
    const progress = createFileProgress(stderr, () => now);
    for (now = 1000; now <= 7000; now += 1000) progress.show(now, 100_000);
    progress.end();
    expect(stderr.read()?.toString()).toBe(
      'sluice: 3,000 of 100,000 rows, 1,000 rows/s, 1 min 37 s left\n' +
        'sluice: 6,000 of 100,000 rows, 1,000 rows/s, 1 min 34 s left\n',
    );
  });

  it('promises no end where the number of rows is not known', () => {
    const stderr = new PassThrough();
    let now = 0;
    const progress = createFileProgress(stderr, () => now);
    now = 4000;
    progress.show(2000, null);
    expect(stderr.read()?.toString()).toBe('sluice: 2,000 rows, 500 rows/s\n');
  });

  it('draws a bar on a terminal', () => {
    const drawn: string[] = [];
    const stderr = Object.assign(new PassThrough(), {
      isTTY: true,
      columns: 120,
      cursorTo: () => true,
      clearLine: () => true,
    });
    stderr.on('data', (piece) => drawn.push(String(piece)));
    const progress = createFileProgress(stderr, () => 0);
    progress.show(50, 100);
    progress.end();
    expect(drawn.join('')).toContain('50 %');
  });
});
