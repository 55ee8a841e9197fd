import { z } from 'zod'

const Column = z.string().min(1)
const Value = z.string().trim().min(1)

/** `writeBack`: groups that users judge in the CRM itself. */
export const WriteBack = z
  .strictObject({
    limit: z
      .int()
      .min(1)
      .max(10_000)
      .default(500)
      .describe('Most sets that one run makes; `--limit` says otherwise.'),
    rules: z
      .record(z.string().min(1), z.string().min(1))
      .default({})
      .describe(
        'Duplicate rule, by its API name, to which sets of an object belong; default: an active one.',
      ),
    verdict: Column.optional().describe('Column of the set in which people say what they found.'),
    same: z.array(Value).default([]).describe('What in `verdict` means: these are one.'),
    notSame: z.array(Value).default([]).describe('What in `verdict` means: each of them is somebody else.'),
    survivor: Column.optional().describe('Column of the set with the id of the record to keep.'),
  })
  .refine(({ verdict, same, notSame }) => verdict === undefined || same.length + notSame.length > 0, {
    error: 'must say which values of "verdict" mean "same" or "notSame"',
  })
  .refine(({ verdict, survivor }) => verdict !== undefined || survivor === undefined, {
    error: 'must name "verdict" as well: "survivor" alone says nothing',
  })
  .refine(({ same, notSame }) => !same.some((value) => notSame.includes(value)), {
    error: 'must not have a value both in "same" and in "notSame"',
  })
export type WriteBack = z.infer<typeof WriteBack>
