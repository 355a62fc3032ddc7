// A running process follows its key file, and asks it neither too often nor too late.
import { afterEach, describe, expect, it } from 'vitest';
import { SluiceError } from '../../../src/errors.ts';
import type { Log } from '../../../src/log.ts';
import type { KeyRing } from '../../../src/vault/key-ring.ts';
import { holdRing, type RingHolder } from '../../../src/vault/ring-holder.ts';
import { freshRing } from './sample-ring.ts';

const first = freshRing();
const second = freshRing();
/** What stands in the log as errors. */
const errors: unknown[] = [];
const nothing = () => {};
const log: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: (...line) => void errors.push(line),
};
let held: RingHolder | undefined;
afterEach(() => held?.close());

function hold(read: () => Promise<KeyRing>, times: { everyMs?: number; apartMs?: number } = {}): RingHolder {
  held = holdRing(first, read, log, { apartMs: 20, ...times });
  return held;
}

describe('the ring of a running process', () => {
  it('is the first one until the file was read again', async () => {
    const rings = hold(async () => second);
    let told = 0;
    rings.whenRead(() => {
      told += 1;
    });
    expect(rings.current()).toBe(first);
    await rings.refresh();
    expect([rings.current(), told]).toEqual([second, 1]);
  });

  it('is read once for all who ask at the same time, and a second apart for those who ask later', async () => {
    const began: number[] = [];
    const read = async () => {
      began.push(performance.now());
      return second;
    };
    const rings = hold(read, { apartMs: 1000 });
    await Promise.all(Array.from({ length: 50 }, () => rings.refresh()));
    expect(began).toHaveLength(1);
    await Promise.all(Array.from({ length: 50 }, () => rings.refresh()));
    expect(began).toHaveLength(2);
    // Timers may fire a moment early.
    expect((began[1] ?? 0) - (began[0] ?? 0)).toBeGreaterThan(990);
  });

  it('is read anew for who asks while a reading is under way, which may have missed the change', async () => {
    const found = [first, second];
    let finish = () => {};
    const rings = hold(async () => {
      const ring = found.shift() ?? second;
      if (ring === first) await new Promise<void>((resolve) => (finish = resolve));
      return ring;
    });
    const early = rings.refresh();
    await Promise.resolve();
    const late = rings.refresh();
    finish();
    await early;
    expect(rings.current()).toBe(first);
    await late;
    expect(rings.current()).toBe(second);
  });

  it('is read at an interval; a reading that fails is logged as a code and leaves the ring as it was', async () => {
    const answers = [() => Promise.reject(new SluiceError('key-ring-mismatch')), async () => second];
    const rings = hold(() => (answers.shift() ?? (async () => second))(), { everyMs: 5 });
    const isRead = new Promise<void>((resolve) => rings.whenRead(resolve));
    await isRead;
    expect(errors).toEqual([['the key ring could not be read again', { code: 'key-ring-mismatch' }]]);
    expect(rings.current()).toBe(second);
  });

  it('fails for who asked when the file cannot be read', async () => {
    const rings = hold(() => Promise.reject(new SluiceError('key-file-unsafe')));
    await expect(rings.refresh()).rejects.toMatchObject({ code: 'key-file-unsafe' });
    expect(rings.current()).toBe(first);
  });
});
