// The packed facts of an address: their frozen layout, and that they can be read back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SYNTAX_FLAGS, SYNTAX_REASONS } from '../../../src/model/mailbox.ts';
import {
  FLAG_ROOM,
  flagsOf,
  hasFlag,
  hasSignal,
  hasSubaddress,
  isMailbox,
  isRoleAccount,
  localFacts,
  REASON_BITS,
  SIGNAL_ROOM,
  syntaxReasonOf,
} from '../../../src/score/local-facts.ts';
import { LOCAL_SIGNALS } from '../../../src/score/toxicity-signals.ts';
import { parsed } from './facts-fixtures.ts';
import { smallLists } from './small-lists.ts';

const lists = smallLists();
const factsOf = (localPart: string) => localFacts(parsed(localPart, 'saltmarsh.se'), lists);

describe('layout', () => {
  it('is frozen', () => {
    expect(localFacts({ valid: false, reason: 'empty' }, lists)).toBe(1);
    expect(localFacts({ valid: false, reason: 'parse-timeout' }, lists)).toBe(29);
    expect(factsOf('ann')).toBe(0);
    expect(localFacts(parsed('ann', 'saltmarsh.se', ['cleaned']), lists)).toBe(0x40);
    expect(localFacts(parsed('ann', 'saltmarsh.se', ['idna-disallowed']), lists)).toBe(0x20_0000);
    expect(factsOf('info')).toBe(0x100_0000);
    expect(factsOf('ann+shop')).toBe(0x200_0000);
    expect(factsOf('do.not.reply')).toBe(0x400_0000);
    expect(factsOf('qwerty')).toBe(0x4000_0000);
  });

  it('has room for every reason, flag and signal', () => {
    expect(SYNTAX_REASONS.length).toBeLessThan(2 ** REASON_BITS);
    expect(SYNTAX_FLAGS.length).toBeLessThanOrEqual(FLAG_ROOM);
    expect(LOCAL_SIGNALS.length).toBeLessThanOrEqual(SIGNAL_ROOM);
  });
});

describe('reading back', () => {
  it.each(SYNTAX_REASONS)('gives the reason %s', (reason) => {
    const facts = localFacts({ valid: false, reason }, lists);
    expect(syntaxReasonOf(facts)).toBe(reason);
    expect(isMailbox(facts)).toBe(false);
  });

  it('gives the flags, in order, as an unsigned number', () => {
    fc.assert(
      fc.property(
        fc.subarray([...SYNTAX_FLAGS]),
        fc.constantFrom('ann', 'info+x', 'qwerty'),
        (flags, localPart) => {
          const facts = localFacts(parsed(localPart, 'saltmarsh.se', flags), lists);
          expect(flagsOf(facts)).toEqual(flags);
          expect(SYNTAX_FLAGS.filter((flag) => hasFlag(facts, flag))).toEqual(flags);
          expect(syntaxReasonOf(facts)).toBeNull();
          expect(isMailbox(facts)).toBe(true);
          expect(facts).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('role accounts', () => {
  it('are found in any case and behind a subaddress', () => {
    expect(['Info', 'INFO+spring', 'postmaster'].map((user) => isRoleAccount(factsOf(user)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(isRoleAccount(factsOf('information'))).toBe(false);
    expect(isRoleAccount(factsOf('"info"'))).toBe(false);
  });
});

describe('subaddress', () => {
  it('needs a user before the plus', () => {
    expect(hasSubaddress(factsOf('rui+shop'))).toBe(true);
    expect(hasSubaddress(factsOf('+15551234567'))).toBe(false);
    expect(hasSubaddress(factsOf('"a+b"'))).toBe(false);
  });
});

describe('signals', () => {
  it('are read from the user, not from the subaddress', () => {
    expect(hasSignal(factsOf('spamtrap+x'), 'trap-shaped')).toBe(true);
    expect(hasSignal(factsOf('ann+qwerty'), 'keyboard-walk')).toBe(false);
  });
});
