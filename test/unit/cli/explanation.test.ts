// The explanation for a person: every check, the sum, the signals and the advice, in 80 inert columns.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { explanationText } from '../../../src/cli/explanation.ts';
import { explain } from '../../../src/score/explain.ts';
import { TAKES_MAIL, verify } from '../score/facts-fixtures.ts';
import { smallLists } from '../score/small-lists.ts';

const lists = smallLists();
const pipe = new PassThrough();
const terminal = Object.assign(new PassThrough(), {
  isTTY: true,
  getColorDepth: () => 8,
  hasColors: () => true,
});
const typo = verify({ domain: 'gmial.com' }, lists);
const toxic = verify({ localPart: 'spamtrap', domain: 'yopmail.com', facts: TAKES_MAIL }, lists);

describe('explanationText', () => {
  it('tells the whole way from the checks to the advice', () => {
    expect(explanationText(typo, explain(typo), pipe)).toBe(`risky  ann@gmial.com

  pass  syntax           The text is a mailbox. [rule]
  pass  address-literal  The domain is a name, no IP address. [rule]
  pass  special-use      The name is not reserved. [special-use@2026-11-01]
  pass  tld              The TLD is in the root zone. [tlds@2026-11-01]
  ?     mx               dns-skipped: The DNS was not asked. [dns]
  fail  typo             typo-domain: The domain looks like a mistyped large
                         provider. [typo-domains@2026-11-01]
  pass  disposable       On no list of throw-away domains. [rule]
  pass  relay            On no list of relays. [rule]
  pass  free             Not a free provider. [rule]
  pass  role             Not on the list of role accounts. [roles@2026-11-01]
  pass  subaddress       No detail behind +. [rule]
  pass  local-shape      Nothing unusual about the way it is written. [rule]
  pass  toxicity         Toxicity 1 or 2. [rule]

  verdict    risky: It may arrive, but mailing it may harm you or reach somebody
             else.
  reason     typo-domain: The domain looks like a mistyped large provider. It
             outweighs dns-skipped.
  score      35: 100 - 65 (typo-domain) = 35
  evidence   syntax: the DNS was not asked, or did not answer.
  toxicity   1 of 5
             +1 typo-domain: The domain is a typo of a large provider.
             [typo-domains@2026-11-01]
  meant?     ann@gmail.com (offered, never applied)
  to do      Offer the suggestion, and mail nothing until the person has
             confirmed an address.

`);
  });

  it('says where a sum is cut off, and where mail goes', () => {
    const text = explanationText(toxic, explain(toxic), pipe);
    expect(text).toContain('\n  toxicity   5 of 5: 4 + 3 = 7, kept at 5\n');
    expect(text).toContain('= -65, kept within 10 to 60\n');
    expect(text).toContain('\n  mail to    mx.saltmarsh.se\n');
  });

  it('counts mail hosts beyond three', () => {
    const mxRecords = ['a', 'b', 'c', 'd', 'e'].map((exchange) => ({ preference: 1, exchange }));
    const result = verify({ facts: { ...TAKES_MAIL, mxRecords } }, lists);
    expect(explanationText(result, explain(result), pipe)).toContain('\n  mail to    a, b, c and 2 more\n');
  });

  it('keeps to 80 columns, whatever was asked', () => {
    for (const result of [typo, toxic, verify({ domain: 'clinic.zzz' }, lists)]) {
      const lines = explanationText(result, explain(result), pipe).split('\n').slice(1);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });

  it('is inert, whatever the address and its suggestion hold', () => {
    const hostile = { ...typo, address: '\u001b]0;x\u0007', suggestion: '\u009b2J@gmail.com' };
    const text = explanationText(hostile, explain(hostile), pipe);
    expect(text).toContain('\\u{1b}]0;x\\u{7}');
    expect(text).toContain('\\u{9b}2J@gmail.com');
    expect(text).not.toMatch(/\p{Cc}(?<!\n)/u);
  });

  it('has colours on a terminal alone', () => {
    expect(explanationText(typo, explain(typo), terminal)).toContain('\u001b[33mrisky');
    expect(explanationText(typo, explain(typo), pipe)).not.toContain('\u001b');
  });
});
