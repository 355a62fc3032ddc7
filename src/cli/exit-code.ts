// How a command ends: its exit code, and for a failure one line that holds nothing foreign.
import type { Writable } from 'node:stream';
import { CommanderError } from 'commander';
import { crossBorder, ERROR_CODES, type ErrorCode } from '../errors.ts';
import { ownFrames } from '../log.ts';
import { shown } from './terminal.ts';

/** 0 done · 1 the work found what it was asked to find · 2 wrong use · 3 the environment. */
export const EXIT = { done: 0, found: 1, wrongUse: 2, environment: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * What the caller can put right is wrong use, and so is asking for patients' data to be safe without giving what
 * that takes; what fails here is the environment.
 */
export function exitCodeOf(code: ErrorCode): ExitCode {
  if (code === 'phi-mode-unmet') return EXIT.wrongUse;
  return ERROR_CODES[code].status >= 500 ? EXIT.environment : EXIT.wrongUse;
}

/** A detail names everything that is wrong at once: every unmet condition, every bad setting. */
const DETAIL_MAX = 4_000;

/**
 * Prints `sluice: <code>: <detail>` and gives the exit code. Messages of foreign errors are dropped: they
 * may hold an address; what remains of them is where in our own files they came from. Commander has printed its own by then, or the help that was asked for.
 */
export function reportFailure(thrown: unknown, stderr: Writable): ExitCode {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  const { code, row, detail } = crossBorder(thrown);
  const place = row === undefined ? '' : `row ${row}: `;
  stderr.write(`sluice: ${code}: ${place}${shown(detail ?? ERROR_CODES[code].title, DETAIL_MAX)}\n`);
  if (code === 'internal') for (const frame of ownFrames(thrown)) stderr.write(`  at ${frame}\n`);
  return exitCodeOf(code);
}
