// Single suppressions and consents: add one, or look one address up.
import { operation } from '../operation.ts';
import {
  consentBody,
  foundConsentsSchema,
  foundSuppressionsSchema,
  recordedSchema,
  searchBody,
  suppressionBody,
} from '../schemas/people.ts';

export const addSuppression = operation({
  summary:
    'Suppresses an address, a domain or a hash from now on; the answer never tells whether it was known.',
  body: suppressionBody,
  answers: { 200: recordedSchema },
  async handle({ body, caller }, services, context) {
    await services.people.addSuppression(caller.actor, body);
    return context.json({ status: 'recorded' });
  },
});

export const searchSuppressions = operation({
  summary: 'The suppressions of one address; the look-up is audited.',
  body: searchBody,
  answers: { 200: foundSuppressionsSchema },
  async handle({ body, caller }, services, context) {
    return context.json({ suppressions: await services.people.suppressionsOf(caller.actor, body.address) });
  },
});

export const addConsent = operation({
  summary: 'Records a consent; one with missing elements is stored as rejected.',
  body: consentBody,
  answers: { 200: recordedSchema },
  async handle({ body, caller }, services, context) {
    await services.people.addConsent(caller.actor, body);
    return context.json({ status: 'recorded' });
  },
});

export const searchConsents = operation({
  summary: 'The consents of one address with their status now; the look-up is audited.',
  body: searchBody,
  answers: { 200: foundConsentsSchema },
  async handle({ body, caller }, services, context) {
    return context.json({ consents: await services.people.consentsOf(caller.actor, body.address) });
  },
});
