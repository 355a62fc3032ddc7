// How failures end: the code of the contract, one line, and nothing that anybody else wrote.
import { PassThrough } from 'node:stream';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { EXIT, reportFailure } from '../../../src/cli/exit-code.ts';
import { SluiceError } from '../../../src/errors.ts';

function report(thrown: unknown) {
  const stderr = new PassThrough();
  const code = reportFailure(thrown, stderr);
  return { code, text: stderr.read()?.toString() ?? '' };
}

describe('reportFailure', () => {
  it.each([
    ['invalid-request', EXIT.wrongUse],
    ['no-address-column', EXIT.wrongUse],
    ['file-unreadable', EXIT.wrongUse],
    ['output-refused', EXIT.wrongUse],
    ['not-found', EXIT.wrongUse],
    ['output-unwritable', EXIT.environment],
    ['dns-unavailable', EXIT.environment],
    ['key-ring-mismatch', EXIT.environment],
    ['database-start-failed', EXIT.environment],
    ['settings-invalid', EXIT.environment],
    ['phi-mode-unmet', EXIT.wrongUse],
    ['database-untrusted', EXIT.environment],
    ['internal', EXIT.environment],
  ] as const)('ends %s with exit code %i', (code, expected) => {
    expect(report(new SluiceError(code))).toMatchObject({ code: expected });
  });

  it('prints the code, the row and the detail on one inert line', () => {
    const { text } = report(new SluiceError('row-too-long', { row: 17, detail: 'A\u001b[2J\nB' }));
    expect(text).toBe('sluice: row-too-long: row 17: A\\u{1b}[2J\\u{a}B\n');
  });

  it('prints every sentence of a long detail', () => {
    const detail = Array.from(
      { length: 12 },
      (_, at) => `Condition ${at} is not met, and this is what to do.`,
    ).join(' ');
    expect(report(new SluiceError('phi-mode-unmet', { detail })).text).toBe(
      `sluice: phi-mode-unmet: ${detail}\n`,
    );
  });

  it('prints the title where there is no detail', () => {
    expect(report(new SluiceError('file-unreadable')).text).toBe(
      'sluice: file-unreadable: The file cannot be read.\n',
    );
  });

  it('never prints a foreign message', () => {
    const { code, text } = report(new Error('duplicate key (ann@example.com)'));
    expect(text).toMatch(/^sluice: internal: [^@]+\n$/);
    expect(code).toBe(EXIT.environment);
  });

  it('leaves help and usage to commander', () => {
    expect(report(new CommanderError(0, 'commander.helpDisplayed', ''))).toEqual({ code: 0, text: '' });
    expect(report(new CommanderError(1, 'commander.unknownOption', ''))).toEqual({ code: 2, text: '' });
  });
});
