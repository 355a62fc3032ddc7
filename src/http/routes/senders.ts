// Senders: a From domain bound to one stream.
import { operation } from '../operation.ts';
import { senderBody, senderSchema, sendersSchema } from '../schemas/release.ts';

export const createSender = operation({
  summary: 'Registers a sender.',
  body: senderBody,
  answers: { 201: senderSchema },
  async handle({ body, caller }, services, context) {
    return context.json(await services.senders.create(caller.actor, body), 201);
  },
});

export const listSenders = operation({
  summary: 'All senders.',
  answers: { 200: sendersSchema },
  async handle(_input, services, context) {
    return context.json({ senders: await services.senders.list() });
  },
});
