// A vitest reporter that writes how many tests passed and how long each project took, for .ci/run.
import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** What one project did. `seconds` is the wall time from its first file's start to its last one's end. */
export interface ProjectCounts {
  passed: number;
  failed: number;
  skipped: number;
  seconds: number;
}

/** The file that SLUICE_TEST_COUNTS names. Projects run side by side: their seconds do not add up. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
  projects: Record<string, ProjectCounts>;
}

/** Writes the counts as JSON to the path in SLUICE_TEST_COUNTS; does nothing without it. */
export default class CountReporter implements Reporter {
  readonly #spans = new Map<string, { startedMs: number; endedMs: number }>();

  onTestModuleStart(module: TestModule): void {
    const nowMs = performance.now();
    if (!this.#spans.has(module.project.name)) {
      this.#spans.set(module.project.name, { startedMs: nowMs, endedMs: nowMs });
    }
  }

  onTestModuleEnd(module: TestModule): void {
    const span = this.#spans.get(module.project.name);
    if (span !== undefined) span.endedMs = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env['SLUICE_TEST_COUNTS'];
    if (path === undefined || path === '') return;
    const counts: TestCounts = { passed: 0, failed: unhandled.length, skipped: 0, projects: {} };
    for (const module of modules) {
      const name = module.project.name;
      const project = counts.projects[name] ?? {
        passed: 0,
        failed: 0,
        skipped: 0,
        seconds: this.#seconds(name),
      };
      counts.projects[name] = project;
      const file = countFile(module);
      for (const key of ['passed', 'failed', 'skipped'] as const) {
        project[key] += file[key];
        counts[key] += file[key];
      }
    }
    writeFileSync(path, `${JSON.stringify(counts, null, 2)}\n`);
  }

  #seconds(project: string): number {
    const span = this.#spans.get(project);
    return span === undefined ? 0 : (span.endedMs - span.startedMs) / 1000;
  }
}

/** A file that failed without a failed test (it does not load, a hook broke) counts as one failure. */
function countFile(module: TestModule): { passed: number; failed: number; skipped: number } {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed' || state === 'failed') counts[state] += 1;
    else counts.skipped += 1;
  }
  if (counts.failed === 0 && module.state() === 'failed') counts.failed = 1;
  return counts;
}
