// What a publishable key buys: calls of the key and of the network, and look-ups of domains not known yet.
import { describe, expect, it } from 'vitest';
import { createFormBudgets } from '../../../src/access/form-budgets.ts';

const asker = { keyId: 'page', network: '198.51.100.7' };
const elsewhere = (at: number) => ({ keyId: 'page', network: `net-${at}` });

function startBudgets(callsPerSecond: number, callsPerDay: number) {
  const time = { now: 0 };
  return { time, budgets: createFormBudgets({ callsPerSecond, callsPerDay, clock: () => time.now }) };
}

describe('calls', () => {
  it('end with those of the key in a second, and go on in the next', () => {
    const { budgets, time } = startBudgets(3, 1_000);
    const spent = { name: 'key', quota: 3, windowSeconds: 1, retryAfterSeconds: 1 };
    expect(Array.from({ length: 4 }, (_, at) => budgets.takeCall(elsewhere(at)))).toEqual([
      null,
      null,
      null,
      spent,
    ]);
    time.now = 1_000;
    expect(budgets.takeCall(asker)).toBeNull();
  });

  it('end with those of the network in a day, whichever key it uses', () => {
    const { budgets, time } = startBudgets(100, 4);
    const keys = ['page', 'other', 'page', 'other', 'third'];
    const answers = keys.map((keyId) => budgets.takeCall({ ...asker, keyId }));
    const spent = { name: 'network', quota: 4, windowSeconds: 86_400, retryAfterSeconds: 21_600 };
    expect(answers).toEqual([null, null, null, null, spent]);
    time.now = 21_600_000;
    expect(budgets.takeCall(asker)).toBeNull();
  });

  it('that a network may not make leave the key what it has for everybody else', () => {
    const { budgets } = startBudgets(2, 1);
    budgets.takeCall(asker);
    for (let at = 0; at < 50; at += 1) expect(budgets.takeCall(asker)?.name).toBe('network');
    expect(budgets.takeCall(elsewhere(1))).toBeNull();
  });

  it('that a key may not make leave no trace of the networks they come from', () => {
    const { budgets } = startBudgets(2, 100);
    for (let at = 0; at < 5_000; at += 1) budgets.takeCall(elsewhere(at));
    expect(budgets.size).toBe(3);
  });
});

describe('look-ups of domains not known yet', () => {
  const taken = (count: number, take: (at: number) => boolean) =>
    Array.from({ length: count }, (_, at) => take(at)).filter(Boolean).length;

  it('are 2 a second for a network, 4 at once', () => {
    const { budgets, time } = startBudgets(1_000, 1_000);
    expect(taken(20, () => budgets.takeLookup(asker))).toBe(4);
    time.now = 10_000;
    expect(taken(20, () => budgets.takeLookup(asker))).toBe(4);
    for (let second = 0; second < 5; second += 1) {
      time.now += 1_000;
      expect(taken(20, () => budgets.takeLookup(asker))).toBe(2);
    }
  });

  it('are 20 a second for a key, 40 at once, from however many networks', () => {
    const { budgets, time } = startBudgets(1_000, 1_000);
    expect(taken(500, (at) => budgets.takeLookup(elsewhere(at)))).toBe(40);
    time.now = 1_000;
    expect(taken(500, (at) => budgets.takeLookup(elsewhere(at + 500)))).toBe(20);
    expect(budgets.takeLookup({ keyId: 'other', network: 'net-9999' })).toBe(true);
  });
});
