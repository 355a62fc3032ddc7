// What a publishable key buys: so many calls, and so many look-ups of domains that nobody has asked about yet.
import { createTokenBuckets, type TokenBuckets } from './token-buckets.ts';

/** Who asks from a page: the key stands in the page's source, so the network counts as well. */
export interface FormAsker {
  readonly keyId: string;
  /** As `networkOfCall` names it. */
  readonly network: string;
}

export interface FormBudgetsOptions {
  /** Calls a second of one key. */
  readonly callsPerSecond: number;
  /** Calls a day of one network. */
  readonly callsPerDay: number;
  /** Milliseconds that never run backwards. */
  readonly clock: () => number;
}

/** A budget that is used up, as the headers of a refusal tell it. */
export interface SpentBudget {
  readonly name: 'key' | 'network';
  /** Calls in each window. */
  readonly quota: number;
  readonly windowSeconds: number;
  /** Whole seconds until one more call is taken; 1 or more. */
  readonly retryAfterSeconds: number;
}

export interface FormBudgets {
  /** Counts a call; the budget that is used up, or null. */
  takeCall(asker: FormAsker): SpentBudget | null;
  /** Counts a look-up of a domain that is not known yet; false when it must not be made. */
  takeLookup(asker: FormAsker): boolean;
  /** Buckets kept, of all kinds. */
  readonly size: number;
}

const DAY_SECONDS = 86_400;
/** Look-ups a second; twice as many at once, for a page that is opened by several people together. */
const LOOKUPS_PER_SECOND = { key: 20, network: 2 } as const;
const LOOKUP_BURST_SECONDS = 2;

/** Makes the budgets of one process; they are forgotten with it. */
export function createFormBudgets({ callsPerSecond, callsPerDay, clock }: FormBudgetsOptions): FormBudgets {
  const calls = {
    network: createTokenBuckets({ perSecond: callsPerDay / DAY_SECONDS, burst: callsPerDay, clock }),
    key: createTokenBuckets({ perSecond: callsPerSecond, burst: callsPerSecond, clock }),
  };
  const lookups = {
    network: lookupBuckets(LOOKUPS_PER_SECOND.network, clock),
    key: lookupBuckets(LOOKUPS_PER_SECOND.key, clock),
  };
  const spent = (name: SpentBudget['name'], quota: number, windowSeconds: number, waitMs: number) => ({
    name,
    quota,
    windowSeconds,
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1_000)),
  });

  return {
    // What a network may not do must not use up what the key has for everybody else; what the key may not do
    // must not take places for networks without number.
    takeCall({ keyId, network }) {
      const networkWaitMs = calls.network.peek(network);
      if (networkWaitMs > 0) return spent('network', callsPerDay, DAY_SECONDS, networkWaitMs);
      const keyWaitMs = calls.key.take(keyId);
      if (keyWaitMs > 0) return spent('key', callsPerSecond, 1, keyWaitMs);
      calls.network.take(network);
      return null;
    },
    takeLookup: ({ keyId, network }) => lookups.network.take(network) === 0 && lookups.key.take(keyId) === 0,
    get size() {
      return [calls, lookups].reduce((sum, { network, key }) => sum + network.size + key.size, 0);
    },
  };
}

function lookupBuckets(perSecond: number, clock: () => number): TokenBuckets {
  return createTokenBuckets({ perSecond, burst: perSecond * LOOKUP_BURST_SECONDS, clock });
}
