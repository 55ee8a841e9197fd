import { type ColumnBatch, type CrmRecord, type MatchRule, matchOptions, type Value } from '../kit/index.ts'
import type { MatchRunner } from '../kit/testing.ts'
import { type MatchSource, matchRecords } from './index.ts'

/** The engine over records in memory: the third argument of `ruleCases` for a match rule. */
export const matchRunner: MatchRunner = async (rule, options, records) => {
  const { groups } = await matchRecords({
    rule,
    options: matchOptions.loose().parse(options),
    source: sourceOf(rule, records),
    decisions: [],
  })
  return Array.from(groups, (group) => group.members.map(({ key }) => key.id))
}

/** A field that no record has is unknown; one that only some have is empty in the others. */
function sourceOf({ entity }: MatchRule, records: readonly CrmRecord[]): MatchSource {
  const values: readonly Readonly<Record<string, Value>>[] = records.map(({ fields }) => ({ ...fields }))
  return {
    connection: records[0]?.key.connection ?? 'test',
    entity,
    rows: records.length,
    url: ({ object, id }) => `test:${object}/${id}`,
    async *batches(fields): AsyncGenerator<ColumnBatch> {
      const known = fields.filter((field) => values.some((row) => Object.hasOwn(row, field)))
      yield {
        entity,
        rows: records.length,
        object: records.map(({ key }) => key.object),
        id: records.map(({ key }) => key.id),
        kind: records.map(({ kind }) => kind),
        revision: records.map(({ revision }) => revision),
        columns: Object.fromEntries(known.map((field) => [field, values.map((row) => row[field] ?? null)])),
      }
    },
  }
}
