// Prometheus metrics: counts and durations under labels of our own vocabulary, nothing about people.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sluice_' });
  const requests = new Histogram({
    name: 'sluice_http_request_seconds',
    help: 'Time to the head of an answer, by route template and status.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  });
  const jobs = new Counter({
    name: 'sluice_jobs_total',
    help: 'Jobs of this process by kind and outcome.',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  return {
    request: (route: string, status: number, seconds: number) => requests.observe({ route, status }, seconds),
    job: (kind: string, outcome: 'completed' | 'failed') => jobs.inc({ kind, outcome }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
