// One result as a line for a person: judgement first, in columns, then the address and what may be meant.
import { styleText } from 'node:util';
import type { VerificationResult } from '../model/result.ts';
import { VERDICT_REASONS, VERDICTS, type Verdict } from '../model/verdict.ts';
import { shown, type Terminal } from './terminal.ts';

const VERDICT_WIDTH = widest(VERDICTS);
const REASON_WIDTH = widest(Object.values(VERDICT_REASONS).flat());

const COLOURS = {
  undeliverable: 'red',
  risky: 'yellow',
  unknown: 'cyan',
  deliverable: 'green',
} as const satisfies Record<Verdict, string>;

/** The columns have fixed widths, so that lines are aligned although each is printed as it comes. */
export function resultLine(result: VerificationResult, stdout: Terminal['stdout']): string {
  const { verdict, reason, score, toxicity, suggestion } = result;
  const columns = [
    coloured(verdict.padEnd(VERDICT_WIDTH), verdict, stdout),
    reason.padEnd(REASON_WIDTH),
    `score ${String(score ?? '-').padStart(3)}`,
    `toxicity ${toxicity.score}`,
    shown(result.address),
    ...(suggestion === null ? [] : [`did you mean ${shown(suggestion)}?`]),
  ];
  return `${columns.join('  ')}\n`;
}

/** A verdict or what stands for it, in its colour on a terminal. */
export function coloured(text: string, verdict: Verdict, stdout: Terminal['stdout']): string {
  return stdout.isTTY ? styleText(COLOURS[verdict], text, { stream: stdout }) : text;
}

function widest(words: readonly string[]): number {
  return Math.max(0, ...words.map((word) => word.length));
}
