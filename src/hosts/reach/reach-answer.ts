import { z } from "zod";

/** What one request came to: a word of the script's, and what curl said. */
const Attempt = z.object({
  kind: z.string(),
  asked: z.string(),
  detail: z.string().optional(),
  status: z.number().optional(),
  /** Where redirections led. */
  ended: z.string().optional(),
  proxy: z.string().optional(),
});
export type Attempt = z.infer<typeof Attempt>;

const Asked = z.object({
  kind: z.literal("asked"),
  repositories: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["ok", "failed"]),
      failed: z.array(Attempt),
      throughLoginProxy: z.boolean().optional(),
      keys: z.array(Attempt.extend({ repository: z.string() })),
    }),
  ),
  resolver: z.object({
    kind: z.enum(["dangling", "missing", "unreadable", "no-servers", "servers"]),
    target: z.string().optional(),
  }),
  /** The host's clock, in seconds since 1970. */
  seconds: z.number(),
  loginProxy: z.object({ address: z.string(), where: z.string() }).optional(),
});

/** The answer of reach.py. Texts in it are the host's: hostile until they are made printable. */
export const ReachAnswer = z.discriminatedUnion("kind", [z.object({ kind: z.literal("no-curl") }), Asked]);
export type ReachAnswer = z.infer<typeof ReachAnswer>;
export type AskedAnswer = z.infer<typeof Asked>;
