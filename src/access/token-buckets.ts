// Token buckets, one a key: how often somebody may do something, in bounded memory.

export interface TokenBucketsOptions {
  /** Tokens that come back a second. */
  readonly perSecond: number;
  /** Tokens of a full bucket; 1 or more. */
  readonly burst: number;
  /** Keys with a bucket of their own. @default 10,000 */
  readonly keysMax?: number;
  /** Milliseconds that never run backwards. */
  readonly clock: () => number;
}

export interface TokenBuckets {
  /** Takes one of the key's tokens: 0, or the milliseconds until there is one again, and none is taken. */
  take(key: string): number;
  /** What `take` would say; nothing is taken, and no place either. */
  peek(key: string): number;
  /** Keys that have a bucket of their own now. */
  readonly size: number;
}

const KEYS_MAX = 10_000;
/** Between two searches for full buckets: a crowd of newcomers must not cost a search each. */
const SWEEP_MS = 1_000;

/**
 * Makes the buckets. A bucket is one number, the time at which it will be full again; a full one is no entry
 * at all, so forgetting it forgets nothing. Only full ones are ever forgotten: where others have taken all the
 * places, newcomers share one bucket. So nobody's budget comes back by crowding him out, and all who send under
 * ever new names have one bucket more between them.
 */
export function createTokenBuckets({
  perSecond,
  burst,
  keysMax = KEYS_MAX,
  clock,
}: TokenBucketsOptions): TokenBuckets {
  const tokenMs = 1_000 / perSecond;
  const fullAtMs = new Map<string, number>();
  let sharedFullAtMs = 0;
  let nextSweepMs = 0;

  function hasPlace(now: number): boolean {
    if (fullAtMs.size >= keysMax && now >= nextSweepMs) {
      nextSweepMs = now + SWEEP_MS;
      for (const [key, full] of fullAtMs) if (full <= now) fullAtMs.delete(key);
    }
    return fullAtMs.size < keysMax;
  }

  /** The key's bucket, own or shared, with one token less; how long that token is not there yet. */
  function drawn(key: string) {
    const now = clock();
    const own = fullAtMs.has(key) || hasPlace(now);
    const full = Math.max((own ? fullAtMs.get(key) : sharedFullAtMs) ?? now, now) + tokenMs;
    const waitMs = full - now - burst * tokenMs;
    // Sums of fractions: a thousandth of a token is no reason to refuse.
    return { own, full, waitMs: waitMs > tokenMs / 1_000 ? waitMs : 0 };
  }

  return {
    take(key) {
      const { own, full, waitMs } = drawn(key);
      if (waitMs > 0) return waitMs;
      if (own) fullAtMs.set(key, full);
      else sharedFullAtMs = full;
      return 0;
    },
    peek: (key) => drawn(key).waitMs,
    get size() {
      return fullAtMs.size;
    },
  };
}
