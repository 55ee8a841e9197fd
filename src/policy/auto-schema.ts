import { z } from 'zod'

/** When labels grant the band `auto`. */
const keys = {
  precision: z
    .number()
    .min(0.5)
    .lt(1)
    .describe(
      'Share of groups that must be right: the lower bound of the labelled random sample. Default 0.995.',
    ),
  confidence: z.number().min(0.5).lt(1).describe('Of that bound, on one side. Default 0.95.'),
  drift: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'Share of records changed since, or of levels shifted, from which the bound has expired. Default 0.1.',
    ),
  within: z
    .string()
    .regex(/^[1-9]\d*d$/, 'must be a number of days like 180d')
    .describe('How old the sample may be. Default 180d.'),
}

const AutoBand = z.strictObject({
  precision: keys.precision.default(0.995),
  confidence: keys.confidence.default(0.95),
  drift: keys.drift.default(0.1),
  within: keys.within.default('180d'),
})
export type AutoBand = z.infer<typeof AutoBand>

export const Auto = AutoBand.extend({
  rules: z
    .record(z.string().min(1), z.strictObject(keys).partial())
    .default({})
    .describe('Other figures, by rule id.'),
})
export type Auto = z.infer<typeof Auto>

/** What holds for one rule. */
export function autoOf({ rules, ...all }: Auto, rule: string): AutoBand {
  const own = Object.entries(rules[rule] ?? {}).filter(([, value]) => value !== undefined)
  return { ...all, ...Object.fromEntries(own) }
}
