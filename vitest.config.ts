// The test projects; `npm test` runs all of them except `system`, which needs Debian packages.
import { defineConfig } from 'vitest/config';

const project = (name: string, options: Record<string, unknown> = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node', ...options },
});

/** Projects that talk to the real PostgreSQL share one managed server, started once per run. */
const withDatabase = {
  globalSetup: ['test/support/postgres-setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      project('unit', { testTimeout: 30_000 }),
      project('conformance', { testTimeout: 30_000 }),
      project('http', withDatabase),
      project('integration', withDatabase),
      ...(process.env['SLUICE_SYSTEM_TESTS'] ? [project('system', withDatabase)] : []),
    ],
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', './.ci/count-reporter.ts'] : ['default'],
  },
});
