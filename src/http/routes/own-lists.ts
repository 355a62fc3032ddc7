// The organisation's own lists: domains that it allows or blocks, and what is taken off its lists of addresses.
import { operation } from '../operation.ts';
import {
  changedSchema,
  listedBody,
  localDomainsBody,
  localListsSchema,
  removedDomainsBody,
} from '../schemas/own-lists.ts';
import { recordedSchema } from '../schemas/people.ts';

export const localLists = operation({
  summary: 'The local allow and block list, each with the day of its last change; the look is audited.',
  answers: { 200: localListsSchema },
  async handle({ caller }, services, context) {
    return context.json(await services.localLists.read(caller.actor));
  },
});

export const addLocalDomains = operation({
  summary: 'Puts domains, with everything below them, on a local list and off the other one.',
  body: localDomainsBody,
  answers: { 200: changedSchema },
  async handle({ body, caller }, services, context) {
    return context.json({ changed: await services.localLists.add(caller.actor, body.list, body.domains) });
  },
});

export const removeLocalDomains = operation({
  summary: 'Takes domains off the local list that they are on.',
  body: removedDomainsBody,
  answers: { 200: changedSchema },
  async handle({ body, caller }, services, context) {
    return context.json({ changed: await services.localLists.remove(caller.actor, body.domains) });
  },
});

export const removeListed = operation({
  summary: 'Takes an address or a hash off a list of traps, litigators or complainers; tells nothing of it.',
  body: listedBody,
  answers: { 200: recordedSchema },
  async handle({ body, caller }, services, context) {
    await services.people.removeListed(caller.actor, body);
    return context.json({ status: 'recorded' });
  },
});
