import type { Model } from './model.ts'

/** Figures that lie this many times apart do not come from one and the same data. */
const apart = 2
/** Fewer pairs than this are chance. */
const tooFew = 25

/**
 * What the model expects against what came of it, as sentences; empty when both agree. Comparisons that speak about
 * one thing twice make strangers look like matches; one thing with very many records breaks every estimate.
 */
export function misfits(
  model: Model,
  groups: readonly (readonly number[])[],
  records: number,
): readonly string[] {
  const out: string[] = []
  if (model.cut !== null) {
    const [estimated, used] = [Math.round(model.cut.estimated), Math.round(model.cut.used)]
    out.push(
      `The model took ${estimated} pairs for matches, which cannot be; it went on with ${used}. ` +
        'The comparisons probably speak about the same thing twice: scores of this rule are not reliable.',
    )
  }
  const grouped = groups.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0)
  const estimated = Math.round(model.matches)
  if (estimated > apart * grouped && estimated - grouped >= tooFew) {
    out.push(
      `The model expects ${estimated} pairs of one thing, and the groups hold ${grouped}. What it learned does not ` +
        'fit these records: look at a sample of pairs near the threshold before you trust scores of this rule.',
    )
  }
  if (grouped > apart * estimated && grouped - estimated >= tooFew) {
    out.push(
      `The groups hold ${grouped} pairs, and the model expects ${estimated}. Things with very many records, or ` +
        'values that many records share, were taken for one: look at the largest groups first.',
    )
  }
  const inGroups = groups.reduce((sum, { length }) => sum + length, 0)
  if (records >= 200 && inGroups > mostInGroups * records) {
    out.push(
      `${Math.round((100 * inGroups) / records)} % of the records are in a group. Where that is no copy of a copy, ` +
        'a field that should tell them apart is not compared.',
    )
  }
  return out
}

/** Share of the records from which it is hard to believe that each has a duplicate. */
const mostInGroups = 0.9
