import type { ColumnBatch, Decision, Entity, MatchGroup, MatchRule, Value } from '../../src/kit/index.ts'
import { matchOptions } from '../../src/kit/index.ts'
import { type MatchResult, type MatchSource, matchRecords, type Sides } from '../../src/match/index.ts'

/** A record in a test: id, kind and canonical fields. */
export type Sample = { readonly id: string; readonly kind: string } & Readonly<Record<string, Value>>

const objects: Readonly<Record<string, string>> = {
  contact: 'Contact',
  lead: 'Lead',
  'person-account': 'PersonAccount',
  company: 'Account',
  household: 'Account',
  deal: 'Opportunity',
  case: 'Case',
}

/** Records in the order given; a field that none has is unknown. */
export function sourceOf(entity: Entity, samples: readonly Sample[], batchSize = 100): MatchSource {
  const known = new Set(samples.flatMap((sample) => Object.keys(sample)))
  return {
    connection: 'acme',
    entity,
    rows: samples.length,
    url: ({ id }) => `https://acme.example/${id}`,
    async *batches(fields): AsyncGenerator<ColumnBatch> {
      for (let from = 0; from < samples.length; from += batchSize) {
        const rows = samples.slice(from, from + batchSize)
        const columns = fields
          .filter((field) => known.has(field))
          .map((field) => [field, rows.map((row) => row[field] ?? null)])
        yield {
          entity,
          rows: rows.length,
          object: rows.map((row) => objects[row.kind] ?? row.kind),
          id: rows.map((row) => row.id),
          kind: rows.map((row) => row.kind),
          revision: rows.map(() => null),
          columns: Object.fromEntries(columns),
        }
      }
    },
  }
}

interface Further {
  readonly decisions?: readonly Decision[]
  readonly options?: Partial<{ threshold: number; blockCap: number; maxGroup: number }>
  readonly sides?: Sides
  readonly values?: boolean
  readonly without?: readonly string[]
  readonly inspect?: { readonly floor: number }
  readonly workers?: number
  readonly signal?: AbortSignal
}

/** A result whose groups were all made. */
export interface WholeResult extends MatchResult {
  readonly groups: readonly MatchGroup[]
}

export async function match(
  rule: MatchRule,
  samples: readonly Sample[],
  further: Further = {},
): Promise<WholeResult> {
  const kinds = samples.filter((sample) => rule.kinds.includes(sample.kind))
  const result = await matchRecords({
    rule,
    options: matchOptions.parse(further.options ?? {}),
    source: sourceOf(rule.entity, kinds),
    decisions: further.decisions ?? [],
    ...(further.sides === undefined ? {} : { sides: further.sides }),
    ...(further.values === undefined ? {} : { values: further.values }),
    ...(further.without === undefined ? {} : { without: further.without }),
    ...(further.inspect === undefined ? {} : { inspect: further.inspect }),
    ...(further.workers === undefined ? {} : { workers: further.workers }),
    ...(further.signal === undefined ? {} : { signal: further.signal }),
  })
  return { ...result, groups: [...result.groups] }
}

export function idsOf(group: MatchGroup): string[] {
  return group.members.map((member) => member.key.id)
}

/** Members of all groups, sorted: `['a b', 'c d e']`. */
export function groupsOf(result: WholeResult): string[] {
  return result.groups.map((group) => idsOf(group).sort().join(' ')).sort()
}
