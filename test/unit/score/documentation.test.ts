// The documents keep up with the code: every reason, check word and signal is explained.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASONS, VERDICT_REASONS, VERDICTS } from '../../../src/model/verdict.ts';
import { CHECK_TEXT, WORD_TEXT } from '../../../src/score/check-text.ts';
import { EVIDENCE_TEXT, REASON_TEXT, VERDICT_TEXT } from '../../../src/score/reason-text.ts';
import { LOCAL_SIGNALS, TOXICITY_SIGNALS } from '../../../src/score/toxicity-signals.ts';
import { SCORE_BANDS } from '../../../src/score/verdict.ts';

const document = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** The `### ` headings below a `## ` heading. */
function headingsBelow(text: string, title: string): readonly string[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^### `(.+)`$/gm)].map((match) => match[1] ?? '');
}

/** What stands below a `### ` heading. */
function sectionOf(text: string, heading: string): string {
  const [, section = ''] = text.split(`\n### \`${heading}\`\n\n`);
  return section.split(/\n#{2,3} /)[0]?.trimEnd() ?? '';
}

describe('docs/reasons.md', () => {
  const text = document('reasons.md');

  it.each(VERDICTS)('explains every reason of %s, in order, and no other', (verdict) => {
    expect(headingsBelow(text, verdict)).toEqual([...VERDICT_REASONS[verdict]]);
  });

  it.each(VERDICTS)('names the band of %s, and says what the command line says', (verdict) => {
    const band = SCORE_BANDS[verdict];
    const range = band === null ? 'none' : band[0] === band[1] ? `${band[0]}` : `${band[0]}–${band[1]}`;
    expect(text).toContain(`| \`${verdict}\` | ${range} | ${VERDICT_TEXT[verdict]} |`);
  });

  it.each(REASONS)('says about %s what the command line says', (reason) => {
    const { says, advice } = REASON_TEXT[reason];
    const section = sectionOf(text, reason);
    expect(section.startsWith(says), section).toBe(true);
    expect(section.endsWith(`\n\nWhat to do: ${advice}`), section).toBe(true);
  });

  it.each(Object.entries(EVIDENCE_TEXT))('explains the evidence %s', (evidence, says) => {
    expect(text).toContain(`| \`${evidence}\` | ${says} |`);
  });

  it.each(Object.entries(CHECK_TEXT))('explains the check %s', (check, asks) => {
    expect(text).toContain(`| \`${check}\` | ${asks} |`);
  });

  it.each(Object.entries(WORD_TEXT))('explains the word %s of a passing check', (word, says) => {
    expect(text).toContain(`| \`${word}\` | ${says}`);
  });
});

describe('docs/toxicity.md', () => {
  const text = document('toxicity.md');

  it('explains every signal, with its points, and no other', () => {
    expect(headingsBelow(text, 'Signals')).toEqual(TOXICITY_SIGNALS.map(({ code }) => code));
    for (const { code, points, says } of TOXICITY_SIGNALS) {
      const unit = points === 1 ? 'point' : 'points';
      expect(sectionOf(text, code).startsWith(`${points} ${unit}. ${says}`), code).toBe(true);
    }
  });

  it('says which signals the local part gives alone', () => {
    for (const signal of LOCAL_SIGNALS) expect(TOXICITY_SIGNALS.map(({ code }) => code)).toContain(signal);
  });
});
