import { type Operation, operation } from '../../src/http/operation.js';
import { jsonReply } from '../../src/http/reply.js';

/** Answers with what the handler was given. */
export const echo = (id: string): Operation =>
  operation<Record<string, unknown>, Record<string, string>>(id, async (context) =>
    jsonReply(context.format.mediaType, {
      params: context.params,
      query: context.query,
      undeclared: Object.fromEntries(context.undeclared),
      body: context.body,
      format: context.format.id,
      url: context.url.href,
      home: context.links.to('/'),
    }),
  );
