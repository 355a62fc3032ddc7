// What a command says about wrong use: commander's own sentence without the words that were typed.
import type { Command } from 'commander';
import { escapeControls } from './terminal.ts';

/** Too many arguments are listed as they are, at the end. */
const ALL_THAT_CAME = /(too many arguments.* but got \d+): [\s\S]*$/;

/**
 * The sentence with each quoted word of the command line as `'…'`: an argument may be an address or the name of
 * a file, and what a command prints is kept by cron, by CI and by the system's journal.
 */
export function withoutWords(sentence: string, typed: readonly string[]): string {
  const words = typed.flatMap((word) => [word, word.slice(word.indexOf('=') + 1), word.slice(2)]);
  const hidden = words
    .filter((word) => word !== '')
    .sort((one, other) => other.length - one.length)
    .reduce((text, word) => text.replaceAll(`'${word}'`, "'…'"), sentence);
  return escapeControls(hidden.replace(ALL_THAT_CAME, '$1.\n'), '\n');
}

/** Wrong use throws instead of ending the process, and is told without what was typed, in every command. */
export function guardWrongUse(command: Command, typed: readonly string[]): void {
  command.exitOverride();
  command.configureOutput({ outputError: (sentence, write) => write(withoutWords(sentence, typed)) });
  for (const inner of command.commands) guardWrongUse(inner, typed);
}
