// Data keys come back for their owner while their epoch lives, and never after.
import { describe, expect, it } from 'vitest';
import { createDataKey, unwrapDataKey, wrapDataKey } from '../../../src/vault/data-key.ts';
import { sealedKeyId } from '../../../src/vault/envelope.ts';
import { activeKey } from '../../../src/vault/key-ring.ts';
import { openRecord, sealRecord } from '../../../src/vault/record.ts';
import { codeOf } from './error-code.ts';
import { freshRing, rotated } from './sample-ring.ts';

const ring = freshRing();
const owner = { purpose: 'lists', ownerId: 'list-1' } as const;
const identity = { table: 'lists', column: 'sealed_name', rowId: 'list-1', rowVersion: 1 };

describe('a data key', () => {
  it.each(['lists', 'records'] as const)(
    'of %s comes back from its wrapped form and opens what it sealed',
    (purpose) => {
      const dataKey = createDataKey();
      const wrapped = wrapDataKey(ring, { purpose, ownerId: 'x' }, dataKey);
      const sealed = sealRecord(dataKey, identity, 'spring letter');
      const again = unwrapDataKey(ring, { purpose, ownerId: 'x' }, dataKey.id, wrapped);
      expect(openRecord(again, identity, sealed).toString()).toBe('spring letter');
      expect(sealedKeyId(wrapped)).toBe(activeKey(ring, purpose).id);
    },
  );

  it('does not stand in its wrapped form', () => {
    const dataKey = createDataKey();
    expect(wrapDataKey(ring, owner, dataKey).includes(dataKey.key.export())).toBe(false);
  });

  it.each([
    ['another owner', { purpose: 'lists', ownerId: 'list-2' }],
    ['another purpose', { purpose: 'records', ownerId: 'list-1' }],
  ] as const)('fails closed for %s', (_, other) => {
    const dataKey = createDataKey();
    const wrapped = wrapDataKey(ring, owner, dataKey);
    expect(codeOf(() => unwrapDataKey(ring, other, dataKey.id, wrapped))).toBe('fail-closed');
  });

  it('fails closed under another id, in another ring, or changed', () => {
    const dataKey = createDataKey();
    const wrapped = wrapDataKey(ring, owner, dataKey);
    expect(codeOf(() => unwrapDataKey(ring, owner, createDataKey().id, wrapped))).toBe('fail-closed');
    expect(codeOf(() => unwrapDataKey(freshRing(), owner, dataKey.id, wrapped))).toBe('fail-closed');
    expect(codeOf(() => unwrapDataKey(ring, owner, dataKey.id, wrapped.subarray(1)))).toBe('fail-closed');
    wrapped[wrapped.length - 1]! ^= 1;
    expect(codeOf(() => unwrapDataKey(ring, owner, dataKey.id, wrapped))).toBe('fail-closed');
  });
});

describe('an epoch', () => {
  it('that is over still opens what it wrapped, and new wraps name the new one', () => {
    const dataKey = createDataKey();
    const wrapped = wrapDataKey(ring, owner, dataKey);
    const next = rotated(ring, 'lists', 'lookup');
    const opened = unwrapDataKey(next, owner, dataKey.id, wrapped);
    expect(opened.key.equals(dataKey.key)).toBe(true);
    expect(sealedKeyId(wrapDataKey(next, owner, opened))).toBe(activeKey(next, 'lists').id);
  });

  it('that is destroyed takes the deleted lists with it; re-wrapped lists still read', () => {
    const [living, deleted] = [createDataKey(), createDataKey()];
    const savedBefore = wrapDataKey(ring, owner, deleted);
    const next = rotated(ring, 'lists', 'lookup');
    const moved = wrapDataKey(
      next,
      owner,
      unwrapDataKey(next, owner, living.id, wrapDataKey(ring, owner, living)),
    );
    const destroyed = { ...next, keys: { ...next.keys, lists: [activeKey(next, 'lists')] } };
    expect(unwrapDataKey(destroyed, owner, living.id, moved).key.equals(living.key)).toBe(true);
    expect(codeOf(() => unwrapDataKey(destroyed, owner, deleted.id, savedBefore))).toBe('fail-closed');
  });
});
