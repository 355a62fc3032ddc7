// `sluice verify`: verifies a CSV, TSV, XLSX or one address a line, without a database, into a new CSV.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { Command, Option } from 'commander';
import { composeFileVerifier, type DnsChoice, type FileSource } from '../compose-standalone.ts';
import { SluiceError } from '../errors.ts';
import type { CommandContext } from './context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { createFileProgress } from './file-progress.ts';
import { fileSummary } from './file-summary.ts';
import { withInterruption } from './interruption.ts';
import { createOutputFile, type OutputFile } from './output-file.ts';
import { createOutput, escapeControls, processTerminal, type Terminal } from './terminal.ts';

export interface VerifyOptions {
  /** `-`: standard output; left out: `<name>-verified.csv` beside the file, or standard output for `-`. */
  readonly output?: string;
  readonly dns?: DnsChoice;
  readonly addressColumn?: string;
  readonly guard?: 'formulas';
  readonly force?: boolean;
}

const NOTES = `
The file is read twice, first for its widest row. A pipe is read once; no row may be longer than its header.
The answer is UTF-8 with the delimiter of FILE: its columns, then verdict, reason, score, toxicity,
suggestion and the number of the row whose duplicate it is. Nothing else is stored.`;

export function verifyCommand(context: CommandContext): Command {
  return new Command('verify')
    .description('verify a CSV, TSV, XLSX or one address a line, without a database')
    .argument('<file>', '"-" for standard input')
    .option(
      '-o, --output <file>',
      'where the answer goes, "-" for standard output (default: <name>-verified.csv beside FILE)',
    )
    .option(
      '--dns <server>',
      "name servers to ask, host:port or https:// (default: SLUICE_DNS, else the machine's)",
    )
    .option('--no-dns', 'ask no name server')
    .option('--address-column <column>', 'name or number of the column of the addresses')
    .addOption(
      new Option('--guard <what>', 'disarm cells that a spreadsheet would run').choices(['formulas']),
    )
    .option('--force', 'replace the file that is there')
    .addHelpText('after', NOTES)
    .exitOverride()
    .action(async (file: string, options: VerifyOptions) => {
      process.exitCode = await withInterruption((signal) =>
        verify(file, options, context, processTerminal(), signal),
      );
    });
}

/**
 * Verifies the file. A run that fails leaves nothing under the name of the answer.
 *
 * @throws SluiceError `file-unreadable`, `output-refused`, `output-unwritable`, the codes of the intake, and
 *   what opening the lists and the name servers throws
 */
export async function verify(
  file: string,
  options: VerifyOptions,
  context: Pick<CommandContext, 'config'>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const began = performance.now();
  const { stderr } = terminal;
  const source = file === '-' ? pipeOf(terminal.stdin, signal) : await openFile(file, signal);
  const path = options.output ?? (file === '-' ? '-' : verifiedName(file));
  const output =
    path === '-' ? standardOutput(terminal) : await createOutputFile(path, options.force === true);
  const progress = createFileProgress(stderr, () => performance.now());
  let verifier: Awaited<ReturnType<typeof composeFileVerifier>> | null = null;
  try {
    verifier = await composeFileVerifier(options.dns, context.config());
    const guard = options.guard === 'formulas';
    const { addressColumn } = options;
    const run = { addressColumn, guard, signal, onProgress: progress.show };
    const summary = await verifier.verify(source, output.write, run);
    await output.publish();
    progress.end();
    stderr.write(fileSummary(summary, (performance.now() - began) / 1000, path === '-' ? null : path));
  } finally {
    progress.end();
    await output.discard();
    await verifier?.close();
  }
  return EXIT.done;
}

/** Only what is a regular file can be read a second time. */
async function openFile(file: string, signal: AbortSignal): Promise<FileSource> {
  const found = await stat(file).catch(() => null);
  if (found === null || found.isDirectory()) throw new SluiceError('file-unreadable');
  return { rereadable: found.isFile(), open: () => readBytes(createReadStream(file, { signal })) };
}

function pipeOf(stdin: Terminal['stdin'], signal: AbortSignal): FileSource {
  return { rereadable: false, open: () => readBytes(addAbortSignal(signal, stdin)) };
}

/** The error of the file system would name the path, and be taken for a connection that failed. */
async function* readBytes(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch {
    throw new SluiceError('file-unreadable');
  }
}

function verifiedName(file: string): string {
  return join(dirname(file), `${basename(file, extname(file))}-verified.csv`);
}

/** A terminal gets the rows with their controls escaped; whatever else reads them gets every byte. */
function standardOutput({ stdout }: Terminal): OutputFile {
  const output = createOutput(stdout);
  return {
    write: (bytes) =>
      output.write(stdout.isTTY ? escapeControls(Buffer.from(bytes).toString('utf8'), '\r\n\t') : bytes),
    publish: () => output.end(),
    discard: () => Promise.resolve(),
  };
}
