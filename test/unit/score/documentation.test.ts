// The documents keep up with the code: every reason, check word and signal is explained.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERDICT_REASONS, VERDICTS } from '../../../src/model/verdict.ts';
import { LOCAL_SIGNALS, TOXICITY_SIGNALS } from '../../../src/score/toxicity-signals.ts';
import { SCORE_BANDS } from '../../../src/score/verdict.ts';
import { NEUTRAL_REASONS } from '../../../src/score/weights.ts';

const document = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

/** The `### ` headings below a `## ` heading. */
function headingsBelow(text: string, title: string): readonly string[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? '';
  return [...section.matchAll(/^### `(.+)`$/gm)].map((match) => match[1] ?? '');
}

describe('docs/reasons.md', () => {
  const text = document('reasons.md');

  it.each(VERDICTS)('explains every reason of %s, in order, and no other', (verdict) => {
    expect(headingsBelow(text, verdict)).toEqual([...VERDICT_REASONS[verdict]]);
  });

  it.each(VERDICTS)('names the band of %s', (verdict) => {
    const band = SCORE_BANDS[verdict];
    const range = band === null ? 'none' : band[0] === band[1] ? `${band[0]}` : `${band[0]}–${band[1]}`;
    expect(text).toContain(`| \`${verdict}\` | ${range} |`);
  });

  it.each(NEUTRAL_REASONS)('explains the word %s of a passing check', (reason) => {
    expect(text).toContain(`| \`${reason}\` |`);
  });
});

describe('docs/toxicity.md', () => {
  const text = document('toxicity.md');

  it('explains every signal, with its points, and no other', () => {
    expect(headingsBelow(text, 'Signals')).toEqual(TOXICITY_SIGNALS.map(({ code }) => code));
    for (const { code, points } of TOXICITY_SIGNALS) {
      expect(text).toMatch(new RegExp(`^### \`${code}\`\n\n${points} points?\\.`, 'm'));
    }
  });

  it('says which signals the local part gives alone', () => {
    for (const signal of LOCAL_SIGNALS) expect(TOXICITY_SIGNALS.map(({ code }) => code)).toContain(signal);
  });
});
