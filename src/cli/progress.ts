// Shows how far a list is: a bar on a terminal, a line now and then in a pipe; always on standard error.
import { Presets, SingleBar } from 'cli-progress';

export interface ListProgress {
  readonly show: (list: { rows: number; processed: number }) => void;
  end(): void;
}

const LINE_EVERY_MS = 3000;

export function listProgress(): ListProgress {
  return process.stderr.isTTY ? bar() : lines();
}

function bar(): ListProgress {
  const shown = new SingleBar(
    {
      format: 'verified {bar} {value}/{total} rows, {eta_formatted} left',
      stream: process.stderr,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    show({ rows, processed }) {
      if (!started) shown.start(rows, processed);
      started = true;
      shown.setTotal(rows);
      shown.update(processed);
    },
    end() {
      if (started) shown.stop();
    },
  };
}

function lines(): ListProgress {
  let last = performance.now();
  return {
    show({ rows, processed }) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      process.stderr.write(`verified ${processed} of ${rows} rows\n`);
    },
    end() {},
  };
}
