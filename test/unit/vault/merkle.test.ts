// The Merkle root is the defined one and changes with any decision.
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { activeKey } from '../../../src/vault/key-ring.ts';
import { createMerkleTree, merkleLeaves, NO_PRIMARY, releaseKey } from '../../../src/vault/merkle.ts';
import { freshRing } from './sample-ring.ts';

const audit = activeKey(freshRing(), 'audit');
const key = releaseKey(audit, 'rel-1');

/** Decisions of rows from 1 on, made of their number. */
function decided(count: number) {
  const outcomes = Uint8Array.from({ length: count }, (_, at) => at % 3);
  const primaries = Uint16Array.from({ length: count }, (_, at) => (at % 3 === 0 ? NO_PRIMARY : at % 58));
  return { firstRow: 1, outcomes, primaries };
}

function rootOf(leaves: Uint8Array): string {
  const tree = createMerkleTree();
  tree.add(leaves);
  return tree.root().toString('hex');
}

/** The tree as its definition says, all in memory. */
function plainRoot(leaves: Buffer): string {
  let level = Array.from({ length: leaves.length / 32 }, (_, at) => leaves.subarray(at * 32, at * 32 + 32));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(level.length));
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 256) }, (_, at) =>
      createHash('sha256')
        .update(Buffer.concat([Buffer.of(1), ...level.slice(at * 256, at * 256 + 256)]))
        .digest(),
    );
  }
  return createHash('sha256')
    .update(Buffer.concat([Buffer.of(2), count, ...level]))
    .digest('hex');
}

describe('the leaves', () => {
  it('are HMAC-SHA-256 of row, outcome and primary reason under the key of the release', () => {
    const rows = { firstRow: 258, outcomes: Uint8Array.of(2, 0), primaries: Uint16Array.of(300, NO_PRIMARY) };
    const leaf = (hex: string) => createHmac('sha256', key).update(Buffer.from(hex, 'hex')).digest('hex');
    expect(merkleLeaves(key, rows).toString('hex')).toBe(leaf('0000010202012c') + leaf('0000010300ffff'));
  });

  it('differ between releases', () => {
    const other = releaseKey(audit, 'rel-2');
    expect(merkleLeaves(other, decided(1)).equals(merkleLeaves(key, decided(1)))).toBe(false);
    expect(releaseKey(audit, 'rel-1').equals(key)).toBe(true);
  });

  it('need as many outcomes as primary reasons', () => {
    expect(() => merkleLeaves(key, { ...decided(2), primaries: new Uint16Array(1) })).toThrow(RangeError);
  });
});

describe('the root', () => {
  it.each([0, 1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537])('of %i leaves', (count) => {
    const leaves = Buffer.alloc(count * 32);
    for (let at = 0; at < count; at += 1) leaves.writeUInt32BE(at, at * 32);
    expect(rootOf(leaves)).toBe(plainRoot(leaves));
  });

  it('does not depend on how the rows are cut into chunks', () => {
    const rows = decided(1000);
    const tree = createMerkleTree();
    for (let at = 0; at < 1000; at += 37) {
      const part = {
        firstRow: 1 + at,
        outcomes: rows.outcomes.subarray(at, at + 37),
        primaries: rows.primaries.subarray(at, at + 37),
      };
      tree.add(merkleLeaves(key, part));
    }
    expect(tree.root().toString('hex')).toBe(rootOf(merkleLeaves(key, rows)));
  });

  it('changes with any one decision, a row dropped, a row moved', () => {
    const root = rootOf(merkleLeaves(key, decided(600)));
    for (const at of [0, 299, 599]) {
      const released = decided(600);
      released.outcomes[at] = (released.outcomes[at]! + 1) % 3;
      expect(rootOf(merkleLeaves(key, released))).not.toBe(root);
      const explained = decided(600);
      explained.primaries[at] = 57;
      expect(rootOf(merkleLeaves(key, explained))).not.toBe(root);
    }
    const leaves = merkleLeaves(key, decided(600));
    expect(rootOf(leaves.subarray(0, -32))).not.toBe(root);
    expect(rootOf(Buffer.concat([leaves.subarray(32), leaves.subarray(0, 32)]))).not.toBe(root);
  });

  it('of one node of 256 leaves is not the root of that node as a leaf', () => {
    const leaves = Buffer.alloc(256 * 32, 7);
    const node = createHash('sha256').update(Buffer.of(1)).update(leaves).digest();
    expect(rootOf(node)).not.toBe(rootOf(leaves));
  });

  it('takes whole leaves only', () => {
    expect(() => createMerkleTree().add(Buffer.alloc(33))).toThrow(RangeError);
  });
});
