import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { hasBin } from '../store/reference.ts'

interface Item {
  readonly field: string
  readonly method: string
  readonly blank: string
}

export interface MatchingRule {
  readonly name: string
  readonly engine: string
  readonly items: readonly Item[]
}

type Cells = Readonly<Record<string, unknown>>

/** One record to look for; `id` is left out of its own matches. */
export interface Wanted {
  readonly id: string | null
  readonly cells: Cells
}

/** A rule run returns no more than this (Help, duplicate rule limits). */
const MOST_MATCHES = 100

/** The active ones of the object; all of them serve each of its duplicate rules, for no column says which belongs to which. */
export function matchingRules(org: Org, object: ObjectSchema): MatchingRule[] {
  const rules = statement(
    org.db,
    `SELECT "Id" AS id, "DeveloperName" AS name, "MatchEngine" AS engine FROM "MatchingRule"
     WHERE "SobjectType" = ? AND "RuleStatus" = 'Active' ORDER BY "Id"`,
  ).all(object.name)
  return rules.map(({ id, name, engine }) => ({
    name: String(name),
    engine: String(engine),
    items: itemsOf(org, object, String(id)),
  }))
}

function itemsOf(org: Org, object: ObjectSchema, ruleId: string): Item[] {
  const rows = statement(
    org.db,
    `SELECT "Field" AS field, "MatchingMethod" AS method, "BlankValueBehavior" AS blank FROM "MatchingRuleItem"
     WHERE "MatchingRuleId" = ? ORDER BY "SortOrder"`,
  ).all(ruleId) as unknown as Item[]
  return rows.filter(({ field }) => org.schema.field(object, field)?.derived === null)
}

/** Living records that agree with each wanted one in all fields of the rule, in one pass over the object. */
export function matches(
  org: Org,
  object: ObjectSchema,
  rule: MatchingRule,
  wanted: readonly Wanted[],
): string[][] {
  const found = wanted.map((): string[] => [])
  if (rule.items.length === 0) return found
  const keys = wanted.map(({ cells }) => keyOf(rule, cells))
  const columns = [...new Set(['Id', ...rule.items.map(({ field }) => field)])].map((name) => `"${name}"`)
  const alive = [hasBin(object) ? '"IsDeleted" = 0' : '1', object.name === 'Lead' ? '"IsConverted" = 0' : '1']
  const rows = org.db.prepare(
    `SELECT ${columns.join(', ')} FROM "${object.name}" WHERE ${alive.join(' AND ')} ORDER BY "Id"`,
  )
  for (const row of rows.iterate()) {
    const key = keyOf(rule, row)
    if (key === null) continue
    for (const [index, other] of keys.entries()) {
      const list = found[index]
      if (other !== key || list === undefined || row.Id === wanted[index]?.id) continue
      if (list.length < MOST_MATCHES) list.push(String(row.Id))
    }
  }
  return found
}

/** `null` when a field is blank that must not be. */
function keyOf(rule: MatchingRule, cells: Cells): string | null {
  const parts: string[] = []
  for (const { field, method, blank } of rule.items) {
    const part = normal(method, cells[field])
    if (part === '' && blank !== 'MatchBlanks') return null
    parts.push(part)
  }
  return parts.join('\u0000')
}

/** The vendor's fuzzy methods are its own; here they only ignore case, marks and punctuation. */
function normal(method: string, value: unknown): string {
  const text = String(value ?? '')
    .trim()
    .toLowerCase()
  if (method === 'Exact') return text
  if (method === 'Phone') return text.replace(/\D/g, '')
  return text.normalize('NFD').replace(/[^\p{L}\p{N}]/gu, '')
}
