import type { Connection, Fact, FactKind, FactRead, Gap, QueryRow, Value } from '../kit/index.ts'
import { type Database, literal } from './database.ts'
import { appendTexts } from './load.ts'

type OfKind<K extends FactKind> = Extract<Fact, { kind: K }>

/** How one kind of fact is kept: table columns, and the way there and back. */
interface FactTable<K extends FactKind> {
  readonly columns: Readonly<Record<string, 'VARCHAR' | 'BOOLEAN'>>
  readonly toRow: (fact: OfKind<K>, observedAt: string) => readonly Value[]
  readonly toFact: (row: QueryRow, connection: string) => OfKind<K>
}

const factTables: { readonly [K in FactKind]: FactTable<K> } = {
  setting: {
    columns: { name: 'VARCHAR', value: 'VARCHAR', valueType: 'VARCHAR', observedAt: 'VARCHAR' },
    toRow: (fact) => [fact.name, fact.value, typeof fact.value, fact.observedAt],
    toFact: (row) => ({
      kind: 'setting',
      name: String(row.name),
      value: settingValue(row),
      observedAt: String(row.observedAt),
    }),
  },
  event: {
    columns: {
      name: 'VARCHAR',
      at: 'VARCHAR',
      userId: 'VARCHAR',
      detail: 'VARCHAR',
      observedAt: 'VARCHAR',
    },
    toRow: (fact) => [fact.name, fact.at, fact.user, fact.detail, fact.observedAt],
    toFact: (row) => ({
      kind: 'event',
      name: String(row.name),
      at: String(row.at),
      user: textOrNull(row.userId),
      detail: String(row.detail),
      observedAt: String(row.observedAt),
    }),
  },
  assignment: {
    columns: {
      userObject: 'VARCHAR',
      userId: 'VARCHAR',
      container: 'VARCHAR',
      expiresAt: 'VARCHAR',
      observedAt: 'VARCHAR',
    },
    toRow: (fact, observedAt) => [fact.user.object, fact.user.id, fact.container, fact.expiresAt, observedAt],
    toFact: (row, connection) => ({
      kind: 'assignment',
      user: { connection, object: String(row.userObject), id: String(row.userId) },
      container: String(row.container),
      expiresAt: textOrNull(row.expiresAt),
    }),
  },
  container: {
    columns: {
      id: 'VARCHAR',
      label: 'VARCHAR',
      type: 'VARCHAR',
      custom: 'BOOLEAN',
      observedAt: 'VARCHAR',
    },
    toRow: (fact, observedAt) => [fact.id, fact.label, fact.type, fact.custom, observedAt],
    toFact: (row) => ({
      kind: 'container',
      id: String(row.id),
      label: String(row.label),
      type: String(row.type),
      custom: row.custom === true,
    }),
  },
  inclusion: {
    columns: { container: 'VARCHAR', includes: 'VARCHAR', muted: 'BOOLEAN', observedAt: 'VARCHAR' },
    toRow: (fact, observedAt) => [fact.container, fact.includes, fact.muted, observedAt],
    toFact: (row) => ({
      kind: 'inclusion',
      container: String(row.container),
      includes: String(row.includes),
      muted: row.muted === true,
    }),
  },
  privilege: {
    columns: { container: 'VARCHAR', name: 'VARCHAR', object: 'VARCHAR', observedAt: 'VARCHAR' },
    toRow: (fact, observedAt) => [fact.container, fact.name, fact.object, observedAt],
    toFact: (row) => ({
      kind: 'privilege',
      container: String(row.container),
      name: String(row.name),
      object: textOrNull(row.object),
    }),
  },
  automation: {
    columns: { type: 'VARCHAR', name: 'VARCHAR', object: 'VARCHAR', reactsTo: 'VARCHAR' },
    toRow: (fact) => [fact.type, fact.name, fact.object, fact.on.join(',')],
    toFact: (row) => ({
      kind: 'automation',
      type: String(row.type) as OfKind<'automation'>['type'],
      name: String(row.name),
      object: String(row.object),
      on: String(row.reactsTo).split(',') as OfKind<'automation'>['on'][number][],
    }),
  },
}

export interface FactsRead {
  readonly reads: readonly { readonly kind: FactKind; readonly read: FactRead }[]
  readonly observedAt: string
  readonly gaps: readonly Gap[]
}

export async function readFacts(
  connection: Connection,
  kinds: readonly FactKind[],
  now: Date,
): Promise<FactsRead> {
  const reads: { kind: FactKind; read: FactRead }[] = []
  for (const kind of [...new Set(kinds)].sort()) reads.push({ kind, read: await connection.facts(kind) })
  const gaps = reads.flatMap(({ read }) => (read.complete ? [] : [read.gap]))
  return { reads, observedAt: now.toISOString(), gaps }
}

/** Replaces the kinds that were read; kinds that were not keep what an earlier sync saw. */
export async function writeFacts(db: Database, { reads, observedAt }: FactsRead): Promise<void> {
  for (const kind of Object.keys(factTables) as FactKind[]) await db.run(tableSql(kind))
  for (const { kind, read } of reads) {
    await db.run(`DELETE FROM "${kind}"; DELETE FROM catalogue.fact_kind WHERE kind = ${literal(kind)}`)
    const gap = read.complete ? null : read.gap
    await db.run('INSERT INTO catalogue.fact_kind VALUES ($1, $2, $3, $4, $5, $6)', [
      kind,
      read.complete,
      gap?.what ?? null,
      gap?.why ?? null,
      gap?.remedy ?? null,
      observedAt,
    ])
    if (read.complete && read.facts.length > 0) await writeKind(db, kind, read.facts, observedAt)
  }
}

export async function factsOf<K extends FactKind>(
  db: Database,
  connection: string,
  kind: K,
): Promise<FactRead<K>> {
  const [state] = await db.rows(
    'SELECT complete, what, why, remedy FROM catalogue.fact_kind WHERE kind = $1',
    [kind],
  )
  if (!state) {
    return { complete: false, gap: { what: kind, why: 'no sync has asked for these facts yet' } }
  }
  if (state.complete !== true) {
    const remedy = state.remedy === null ? {} : { remedy: String(state.remedy) }
    return { complete: false, gap: { what: String(state.what), why: String(state.why), ...remedy } }
  }
  const rows = await db.rows(`SELECT * FROM "${kind}" ORDER BY ALL`)
  const { toFact } = factTables[kind] as FactTable<K>
  return { complete: true, facts: rows.map((row) => toFact(row, connection)) }
}

function tableSql(kind: FactKind): string {
  const columns = Object.entries(factTables[kind].columns).map(([column, type]) => `"${column}" ${type}`)
  return `CREATE TABLE IF NOT EXISTS "${kind}" (${columns.join(', ')})`
}

async function writeKind(
  db: Database,
  kind: FactKind,
  facts: readonly Fact[],
  observedAt: string,
): Promise<void> {
  const { columns, toRow } = factTables[kind] as FactTable<FactKind>
  const names = Object.keys(columns)
  const rows = facts.map((fact) => toRow(fact as never, observedAt))
  await db.run(
    `CREATE OR REPLACE TEMP TABLE fact (${names.map((column) => `"${column}" VARCHAR`).join(', ')})`,
  )
  await appendTexts(
    db,
    'fact',
    names.map((_, index) => rows.map((row) => row[index] ?? null)),
  )
  await db.run(`INSERT INTO main."${kind}" SELECT * FROM temp.main.fact`)
  await db.run('DROP TABLE temp.main.fact')
}

function settingValue(row: QueryRow): Value {
  if (row.value === null || row.value === undefined) return null
  if (row.valueType === 'number') return Number(row.value)
  return row.valueType === 'boolean' ? row.value === 'true' : String(row.value)
}

function textOrNull(value: Value | undefined): string | null {
  return value === null || value === undefined ? null : String(value)
}
