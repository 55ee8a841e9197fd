import { z } from 'zod'

const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Values = z.record(z.string(), Value)

/** `plan.values.json`, owner-only beside the plan: everything personal that the plan decides or was decided by. */
export const ValuesFile = z.strictObject({
  format: z.literal('crm-steward/plan-values'),
  version: z.literal(1),
  /** 32 random bytes in hex: without them the plan's hashes say nothing about the values. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /**
   * When a person was last forgotten. Groups with that person are then absent from `actions` and the key is a new
   * one, so the plan can still be undone, but neither applied nor resumed.
   */
  forgotten: z.iso.datetime().exactOptional(),
  /** By action id. */
  actions: z.record(
    z.string(),
    z.strictObject({
      /** Native values that the survivor gets. */
      set: Values,
      /** By member id: the values behind `expect`. */
      seen: z.record(z.string(), Values),
      /** Opted-out addresses of losers that the survivor does not have. */
      suppressed: z.array(z.strictObject({ address: z.string(), field: z.string(), member: z.string() })),
    }),
  ),
})
export type ValuesFile = z.infer<typeof ValuesFile>
