import type { Value } from '../../kit/index.ts'
import type { PlanFile } from '../../plan/files/plan-file.ts'
import type { ValuesFile } from '../../plan/files/values-file.ts'
import type { DemandedRehearsal } from '../../policy/plan-schema.ts'
import { maskValue } from '../../text/mask.ts'
import { oneLine } from '../../text/neutral.ts'

export interface PlanInput {
  readonly plan: PlanFile
  /** As in the commands that are printed. */
  readonly path: string
  /** The policy's `limits.planAge`. */
  readonly validFor?: string
  /** What the policy demands before production (`apply.rehearsal`). */
  readonly rehearsal?: DemandedRehearsal | null
  /** Why no plan of this CRM can be rehearsed; null where they can. */
  readonly unrehearsable?: string | null
  /** The org's own count of calls. */
  readonly org?: { readonly used: number; readonly limit: number } | null
  /** Actions listed, and more of every other list; 10 in a terminal, all in a page. */
  readonly limit?: number
  readonly width?: number
  readonly colour?: boolean
}

export interface GroupInput extends PlanInput {
  /** Id of an action, or of a group in the plan or left out of it, or its start of at least 4 digits. */
  readonly group: string
  /** Given only when values were asked for. */
  readonly values?: ValuesFile
  readonly mask: boolean
}

/** Columns of both CRMs that say how far something is, and nothing about a person. */
const stages: ReadonlySet<string> = new Set([
  'ForecastCategoryName',
  'Priority',
  'StageName',
  'Status',
  'dealstage',
  'hs_lead_status',
  'hs_pipeline',
  'hs_pipeline_stage',
  'lifecyclestage',
  'pipeline',
])

/** A native value for people. Which columns are personal is not known here, so all texts but stages are masked. */
export function shownValue(value: Value | undefined, mask: boolean, column: string): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value !== 'string') return String(value)
  const phone = /^[+\d\s()./-]{7,24}$/.test(value)
  const masked = mask && !stages.has(column)
  return oneLine(masked ? String(maskValue(value, phone ? 'phone' : 'text')) : value, 200)
}
