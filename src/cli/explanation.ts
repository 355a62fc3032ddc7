// A result with all its reasons, for a person who asks why: at most 80 columns, but for what was asked.
import type { VerificationResult } from '../model/result.ts';
import { coloured } from './result-line.ts';
import { shown, type Terminal } from './terminal.ts';

/** What `compose-standalone.ts` gives to explain a result with. */
export type Explain = Awaited<
  ReturnType<typeof import('../compose-standalone.ts')['composeValidator']>
>['explain'];
type Explanation = ReturnType<Explain>;

const COLUMNS = 80;
const MARKS = { pass: 'pass', fail: 'fail', unknown: '?' } as const;
const MARK_WIDTH = 4;
const LABEL_WIDTH = 9;
/** More mail hosts than these are counted. */
const HOSTS_SHOWN = 3;

/** The address, the chain of checks, and how verdict, score and advice follow from it. */
export function explanationText(
  result: VerificationResult,
  explanation: Explanation,
  stdout: Terminal['stdout'],
): string {
  const { verdict } = result;
  const lines = [
    `${coloured(verdict, verdict, stdout)}  ${shown(result.address)}`,
    '',
    ...checkLines(explanation),
    '',
    ...summary(result, explanation).flatMap(([label, text]) => hanging(label.padEnd(LABEL_WIDTH), text)),
  ];
  return `${lines.join('\n')}\n\n`;
}

function checkLines({ checks }: Explanation): string[] {
  const width = Math.max(0, ...checks.map(({ check }) => check.length));
  return checks.flatMap(({ check, outcome, reason, says, source }) => {
    const head = `${MARKS[outcome].padEnd(MARK_WIDTH)}  ${check.padEnd(width)}`;
    const words = outcome === 'pass' ? says : `${reason}: ${says}`;
    return hanging(head, `${words} [${source}]`);
  });
}

/** Label and text of each line below the checks. */
function summary(result: VerificationResult, explanation: Explanation): [label: string, text: string][] {
  const { verdict, reason, syntax, evidence, suggestion } = result;
  const inWhat = syntax.reason === null ? '' : ` (${syntax.reason})`;
  const beats = explanation.beaten.length === 0 ? '' : ` It outweighs ${explanation.beaten.join(', ')}.`;
  const mailHosts = result.domain?.exchanges ?? [];
  return [
    ['verdict', `${verdict}: ${explanation.verdict}`],
    ['reason', `${reason}${inWhat}: ${explanation.reason}${beats}`],
    ['score', scoreSum(result, explanation)],
    ['evidence', `${evidence}: ${explanation.evidence}`],
    ...optional('flags', syntax.flags.join(', ')),
    ...optional('mail to', namesOf(mailHosts)),
    ['toxicity', toxicitySum(result, explanation)],
    ...explanation.signals.map(({ code, points, says, source }): [string, string] => [
      '',
      `+${points} ${code}: ${says} [${source}]`,
    ]),
    ...optional('meant?', suggestion === null ? '' : `${shown(suggestion)} (offered, never applied)`),
    ['to do', explanation.advice],
  ];
}

function optional(label: string, text: string): [string, string][] {
  return text === '' ? [] : [[label, text]];
}

/** `100 - 65 (typo-domain) = 35`, and the band where the sum leaves it. */
function scoreSum({ score }: VerificationResult, { costs, band }: Explanation): string {
  if (score === null || band === null) return 'none: nobody could be asked.';
  const sum = costs.reduce((left, { points }) => left - points, 100);
  const terms = ['100', ...costs.map(({ reason, points }) => `- ${points} (${reason})`)].join(' ');
  const calculation = costs.length === 0 ? '' : `: ${terms} = ${sum}`;
  const kept = sum === score ? '' : `, kept within ${band[0]} to ${band[1]}`;
  return `${score}${calculation}${kept}`;
}

/** `5 of 5: 4 + 3 = 7, kept at 5`; one signal needs no sum. */
function toxicitySum({ toxicity }: VerificationResult, { signals, toxicityMax }: Explanation): string {
  const score = `${toxicity.score} of ${toxicityMax}`;
  if (signals.length === 0) return `${score}: nothing found.`;
  if (signals.length === 1) return score;
  const sum = signals.reduce((total, { points }) => total + points, 0);
  const kept = sum === toxicity.score ? '' : `, kept at ${toxicity.score}`;
  return `${score}: ${signals.map(({ points }) => points).join(' + ')} = ${sum}${kept}`;
}

function namesOf(hosts: readonly string[]): string {
  const more = hosts.length > HOSTS_SHOWN ? ` and ${hosts.length - HOSTS_SHOWN} more` : '';
  return `${hosts
    .slice(0, HOSTS_SHOWN)
    .map((text) => shown(text))
    .join(', ')}${more}`;
}

/** Words behind a head, broken before COLUMNS and continued under the first of them. */
function hanging(head: string, text: string): string[] {
  const indent = `  ${head}  `;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || indent.length + line.length + 1 + word.length > COLUMNS) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line, at) => (at === 0 ? indent : ' '.repeat(indent.length)) + line);
}
