// Shows how far `verify` is: a bar on a terminal, a line every few seconds in a pipe; on standard error.
import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

export interface FileProgress {
  /** @param total rows of the file; null when nobody knows */
  show(rows: number, total: number | null): void;
  end(): void;
}

const LINE_EVERY_MS = 3_000;

/** @param clock milliseconds */
export function createFileProgress(stderr: Terminal['stderr'], clock: () => number): FileProgress {
  const began = clock();
  const paceOf = (rows: number, total: number | null) => {
    const perSecond = rows / Math.max(0.001, (clock() - began) / 1000);
    const left = total === null || rows === 0 ? null : Math.ceil((total - rows) / perSecond);
    return { speed: grouped(Math.round(perSecond)), left: left === null ? '' : `${duration(left)} left` };
  };
  return stderr.isTTY ? bar(stderr, paceOf) : lines(stderr, paceOf, clock);
}

type Pace = (rows: number, total: number | null) => { readonly speed: string; readonly left: string };

function bar(stderr: Terminal['stderr'], paceOf: Pace): FileProgress {
  const format = '{bar} {percentage} %  {rows} rows  {speed} rows/s  {left}';
  // The command itself ends on a signal, after it has removed its draft.
  const options = { format, stream: stderr, gracefulExit: false, clearOnComplete: true };
  const drawn = new SingleBar(options, Presets.shades_classic);
  let isDrawn = false;
  return {
    show(rows, total) {
      const payload = { rows: grouped(rows), ...paceOf(rows, total) };
      if (!isDrawn) drawn.start(total ?? 0, rows, payload);
      else drawn.update(rows, payload);
      isDrawn = true;
    },
    end() {
      if (isDrawn) drawn.stop();
      isDrawn = false;
    },
  };
}

function lines(stderr: Terminal['stderr'], paceOf: Pace, clock: () => number): FileProgress {
  let last = clock();
  return {
    show(rows, total) {
      if (clock() - last < LINE_EVERY_MS) return;
      last = clock();
      const { speed, left } = paceOf(rows, total);
      const of = total === null ? '' : ` of ${grouped(total)}`;
      stderr.write(`sluice: ${grouped(rows)}${of} rows, ${speed} rows/s${left === '' ? '' : `, ${left}`}\n`);
    },
    end() {},
  };
}

/** 1234567 as `1,234,567`. */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
