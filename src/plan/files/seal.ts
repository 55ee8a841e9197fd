import { canonicalJson, sha256 } from './canonical.ts'
import type { PlanFile } from './plan-file.ts'
import type { ValuesFile } from './values-file.ts'

/** Everything of a plan that is not computed from the rest. */
export type PlanDraft = Omit<PlanFile, 'id' | 'checksum' | 'values'>

/** Binds a plan to its values and both to a checksum. `valuesFile`: name of the side file in the same folder. */
export function sealPlan(draft: PlanDraft, values: ValuesFile, valuesFile: string): PlanFile {
  const { format, version, ...rest } = draft
  const body = { ...rest, values: { file: valuesFile, sha256: sha256(valuesText(values)) } }
  const checksum = checksumOf({ format, version, ...body })
  return { format, version, id: checksum.slice(0, 8), ...body, checksum }
}

export function checksumOf(plan: Readonly<Record<string, unknown>>): string {
  return sha256(canonicalJson({ ...plan, id: undefined, checksum: undefined }))
}

/** The bytes of the side file. */
export function valuesText(values: ValuesFile): string {
  return `${canonicalJson(values)}\n`
}

/** The bytes of the plan: for people and for diffs. */
export function planText(plan: PlanFile): string {
  return `${JSON.stringify(plan, null, 2)}\n`
}
