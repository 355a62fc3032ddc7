// How far a consent reaches.
import { expect, test } from 'vitest';
import { scopeCovers } from '../../../src/merge/scope.ts';
import type { Purpose, Stream } from '../../../src/model/consent.ts';
import type { ContentClass } from '../../../src/model/decision.ts';

const CASES: [string, [Stream, Purpose[]], [Stream, Purpose | null, ContentClass], boolean][] = [
  ['every purpose of the stream', ['marketing', []], ['marketing', 'events', 'marketing'], true],
  ['every purpose, none declared', ['marketing', []], ['marketing', null, 'marketing'], true],
  ['another stream', ['marketing', []], ['transactional', null, 'treatment'], false],
  ['the declared purpose', ['marketing', ['surveys', 'events']], ['marketing', 'events', 'marketing'], true],
  ['another purpose', ['marketing', ['surveys']], ['marketing', 'events', 'marketing'], false],
  ['no declared purpose', ['marketing', ['surveys']], ['marketing', null, 'marketing'], false],
  [
    'own services by their content',
    ['marketing', ['own_services']],
    ['marketing', null, 'own_service'],
    true,
  ],
  [
    'own services for another purpose',
    ['marketing', ['own_services']],
    ['marketing', 'events', 'own_service'],
    false,
  ],
];

test.for(CASES)('%s', ([, [consentStream, purposes], [stream, purpose, content], covered]) => {
  expect(scopeCovers({ stream: consentStream, purposes }, { stream, purpose, content })).toBe(covered);
});
