// `sluice check`: verifies addresses without a database, as arguments or as lines of standard input.
import { Command, InvalidArgumentError } from 'commander';
import { composeValidator, type DnsChoice } from '../compose-standalone.ts';
import { SluiceError } from '../errors.ts';
import type { VerificationResult } from '../model/result.ts';
import type { Verdict } from '../model/verdict.ts';
import { answerInOrder } from './answers.ts';
import type { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { type Explain, explanationText } from './explanation.ts';
import { readLines } from './lines.ts';
import { resultLine } from './result-line.ts';
import { createOutput, jsonLine, processTerminal, type Terminal } from './terminal.ts';

export interface CheckOptions {
  readonly dns?: DnsChoice;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly explain?: boolean;
  /** Verdicts that end the command with exit code 1. */
  readonly failOn?: readonly Verdict[];
}

/** Addresses in the making; one whose domain does not answer holds up the print of those behind it. */
const AHEAD = 1_000;
const FAILING_VERDICTS: readonly Verdict[] = ['undeliverable', 'risky', 'unknown'];

/** For an installation that holds patients' data: where an argument stays. */
const ARGUMENTS_STAY =
  'sluice: arguments stay in the history of the shell and other users see them; use "sluice check < FILE"\n';

const EXAMPLES = `
Arguments end in the history of the shell and can be seen by other users; standard input does not:
  sluice check < addresses.txt
  sluice check --jsonl < questions.jsonl > answers.jsonl
  sluice check --no-dns --explain ann@example.com
  sluice check --explain - < addresses.txt

Exit codes: 0 done, 1 a verdict of --fail-on was found, 2 wrong use or a line that is not JSON,
3 the environment.`;

export function checkCommand(context: CommandContext): Command {
  return new Command('check')
    .description('verify addresses, without a database')
    .usage('[options] < FILE\n       sluice check [options] [ADDRESS…]')
    .argument('[addresses...]', 'addresses; none or "-": the lines of standard input')
    .option(
      '--dns <server>',
      "name servers to ask, host:port or https:// (default: SLUICE_DNS, else the machine's)",
    )
    .option('--no-dns', 'ask no name server')
    .option('--json', 'one JSON object an address, each on its line')
    .option(
      '--jsonl',
      'read {"address": "…"} lines from standard input, print a JSON line for each, in order',
    )
    .option('--explain', 'print for a person every check, how the verdict follows, and what to do')
    .option(
      '--fail-on <verdicts>',
      'end with exit code 1 when undeliverable,risky,unknown is found',
      parseVerdicts,
    )
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .action(async (addresses: readonly string[], options: CheckOptions) => {
      process.exitCode = await check(addresses, options, context, processTerminal());
    });
}

/** What one line asks: an address, or why it asks nothing. */
type Question =
  | { readonly address: string }
  | { readonly error: 'invalid-json' | 'invalid-request' | 'body-too-large'; readonly line: number };
type Answer = { readonly result: VerificationResult } | Extract<Question, { error: string }>;

/**
 * Answers every address in order, while they stream in.
 *
 * @throws SluiceError `invalid-request` for arguments beside `--jsonl`, and what opening the lists and the
 *   name servers throws
 */
export async function check(
  addresses: readonly string[],
  options: CheckOptions,
  context: Pick<CommandContext, 'config'>,
  terminal: Terminal,
): Promise<ExitCode> {
  const readsInput = addresses.length === 0 || (addresses.length === 1 && addresses[0] === '-');
  if (options.jsonl && !readsInput) {
    throw new SluiceError('invalid-request', {
      detail: '--jsonl reads standard input and takes no addresses.',
    });
  }
  if (readsInput && terminal.stdin.isTTY) {
    terminal.stderr.write('sluice: reading standard input, a line for each address; end it with Ctrl-D\n');
  }
  const config = context.config();
  if (!readsInput && config.phiMode) terminal.stderr.write(ARGUMENTS_STAY);
  const validator = await composeValidator(options.dns, config);
  try {
    const questions = readsInput ? questionsOf(terminal.stdin, options) : asQuestions(addresses);
    return await answerAll(questions, validator, options, terminal);
  } finally {
    await validator.close();
    // Nobody waits for lines that will not be answered.
    if (readsInput) terminal.stdin.destroy();
  }
}

async function answerAll(
  questions: AsyncIterable<Question>,
  { validate, explain }: Awaited<ReturnType<typeof composeValidator>>,
  options: CheckOptions,
  { stdout }: Terminal,
): Promise<ExitCode> {
  const output = createOutput(stdout);
  const { signal } = new AbortController();
  let hasMalformed = false;
  let hasFound = false;
  async function answer(question: Question): Promise<Answer> {
    if ('error' in question) return question;
    return { result: await validate(question.address, { exchanges: true, signal }) };
  }
  for await (const answered of answerInOrder(questions, answer, AHEAD)) {
    if ('error' in answered) hasMalformed = true;
    else if (options.failOn?.includes(answered.result.verdict)) hasFound = true;
    await output.write(textOf(answered, options, explain, stdout));
  }
  await output.end();
  if (hasMalformed) return EXIT.wrongUse;
  return hasFound ? EXIT.found : EXIT.done;
}

function textOf(
  answered: Answer,
  options: CheckOptions,
  explain: Explain,
  stdout: Terminal['stdout'],
): string {
  if ('error' in answered) return jsonLine(answered);
  const { result } = answered;
  if (options.json || options.jsonl) return jsonLine(result);
  return options.explain ? explanationText(result, explain(result), stdout) : resultLine(result, stdout);
}

async function* asQuestions(addresses: readonly string[]): AsyncGenerator<Question> {
  for (const address of addresses) yield { address };
}

/** Blank lines are passed over, except between JSON lines, where every line has its answer. */
async function* questionsOf(stdin: Terminal['stdin'], { jsonl }: CheckOptions): AsyncGenerator<Question> {
  for await (const { number, text } of readLines(stdin)) {
    if (text === null) yield { error: 'body-too-large', line: number };
    else if (jsonl) yield readQuestion(text, number);
    else if (text.trim() !== '') yield { address: text };
  }
}

function readQuestion(text: string, line: number): Question {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: 'invalid-json', line };
  }
  if (typeof value !== 'object' || value === null || !('address' in value)) {
    return { error: 'invalid-request', line };
  }
  const { address } = value;
  return typeof address === 'string' ? { address } : { error: 'invalid-request', line };
}

function parseVerdicts(text: string): readonly Verdict[] {
  return text.split(',').map((word) => {
    const verdict = FAILING_VERDICTS.find((known) => known === word.trim());
    if (verdict === undefined)
      throw new InvalidArgumentError(`Expected some of ${FAILING_VERDICTS.join(', ')}.`);
    return verdict;
  });
}
