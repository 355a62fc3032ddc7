// The form's question: is this address good?
import { networkOf } from '../network.ts';
import { operation } from '../operation.ts';
import { resultSchema, validateBody } from '../schemas/result.ts';

export const validateAddress = operation({
  summary: 'Verifies one address; for strangers the answer stands on public facts alone.',
  body: validateBody,
  answers: { 200: resultSchema },
  async handle({ body, caller }, services, context) {
    return context.json(await services.validate(body.address, caller, networkOf(context, services)));
  },
});
