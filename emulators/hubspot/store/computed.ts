import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { End } from './association.ts'
import { recordHistory } from './history.ts'
import { recordTable } from './open.ts'
import { findRecord } from './record.ts'

/** One property that follows from associations. `sql` answers rows of `id` and `value`, for one record with `{only}`. */
interface Rule {
  readonly type: string
  readonly name: string
  readonly sql: string
  /** `latest`: never earlier than what stands there, which may come from elsewhere. */
  readonly keep?: 'latest'
  /** Whether the moment of the account is asked for, as `?2`. */
  readonly now?: true
  /** The same for all records at once, from the table `moment`. */
  readonly all?: string
}

function count(type: string, to: string, name: string, more = ''): Rule {
  const sql = `SELECT a.from_id AS id, CAST(count(DISTINCT a.to_id) AS TEXT) AS value FROM association a
    WHERE a.from_type = '${type}' AND a.to_type = '${to}' ${more} {only} GROUP BY a.from_id`
  return { type, name, sql }
}

function one(type: string, to: string, typeId: number, name: string): Rule {
  const sql = `SELECT a.from_id AS id, CAST(max(a.to_id) AS TEXT) AS value FROM association a
    WHERE a.from_type = '${type}' AND a.to_type = '${to}' AND a.category = 'HUBSPOT_DEFINED'
      AND a.type_id = ${typeId} {only} GROUP BY a.from_id`
  return { type, name, sql }
}

const contacting = ['calls', 'emails', 'meetings']
const activities = ['calls', 'emails', 'meetings', 'notes', 'tasks']

interface Span {
  readonly kinds: readonly string[]
  readonly when: '<=' | '>'
}

function moments(type: string, { kinds, when }: Span): string {
  return kinds
    .map(
      (kind) => `SELECT a.from_id AS id, json_extract(r.properties, '$.hs_timestamp') AS at FROM association a
        JOIN ${recordTable(kind)} r ON r.id = a.to_id
        WHERE a.from_type = '${type}' AND a.to_type = '${kind}' AND r.archived IS NULL
          AND json_extract(r.properties, '$.hs_timestamp') ${when} ?2 {only}
        GROUP BY a.from_id, r.id`,
    )
    .join(' UNION ALL ')
}

function among(type: string, name: string, value: string, span: Span, keep?: 'latest'): Rule {
  const sql = `SELECT id, ${value} AS value FROM (${moments(type, span)}) GROUP BY id`
  const kinds = span.kinds.map((kind) => `'${kind}'`).join()
  const all = `SELECT id, ${value} AS value FROM moment
    WHERE type = '${type}' AND kind IN (${kinds}) AND at ${span.when} ?1 GROUP BY id`
  return { type, name, sql, all, now: true, ...(keep === undefined ? {} : { keep }) }
}

/** When what was logged on which record, each once, read and parsed one time for all rules. */
function gatherMoments({ db }: Org): void {
  db.exec(`DROP TABLE IF EXISTS moment; CREATE TEMP TABLE moment
    (type TEXT, id INTEGER, kind TEXT, activity INTEGER, at TEXT, PRIMARY KEY (type, id, kind, activity)) WITHOUT ROWID`)
  for (const kind of activities)
    db.exec(`INSERT OR IGNORE INTO moment
      SELECT a.to_type, a.to_id, '${kind}', r.id, json_extract(r.properties, '$.hs_timestamp')
        FROM ${recordTable(kind)} r JOIN association a ON a.from_type = '${kind}' AND a.from_id = r.id
       WHERE r.archived IS NULL ORDER BY 1, 2`)
}

function engagement(type: string): Rule[] {
  const counted = 'CAST(count(*) AS TEXT)'
  const logged: Span = { kinds: activities, when: '<=' }
  const contacted: Span = { kinds: contacting, when: '<=' }
  return [
    among(type, 'num_notes', counted, logged),
    among(type, 'num_contacted_notes', counted, contacted),
    among(type, 'notes_last_updated', 'max(at)', logged, 'latest'),
    among(type, 'notes_last_contacted', 'max(at)', contacted, 'latest'),
    among(type, 'notes_next_activity_date', 'min(at)', { kinds: ['meetings', 'tasks'], when: '>' }),
  ]
}

const openDeal = `AND EXISTS (SELECT 1 FROM ${recordTable('deals')} d WHERE d.id = a.to_id
  AND json_extract(d.properties, '$.hs_is_closed') = 'false')`
const plainly = "AND a.category = 'HUBSPOT_DEFINED' AND a.type_id = 13"

const rules: readonly Rule[] = [
  one('contacts', 'companies', 1, 'associatedcompanyid'),
  count('contacts', 'deals', 'num_associated_deals'),
  ...engagement('contacts'),
  count('companies', 'contacts', 'num_associated_contacts'),
  count('companies', 'deals', 'num_associated_deals'),
  count('companies', 'deals', 'hs_num_open_deals', openDeal),
  count('companies', 'companies', 'hs_num_child_companies', plainly),
  one('companies', 'companies', 14, 'hs_parent_company_id'),
  ...engagement('companies'),
  count('deals', 'contacts', 'num_associated_contacts'),
  one('deals', 'companies', 5, 'hs_primary_associated_company'),
  ...engagement('deals'),
  count('tickets', 'companies', 'hs_num_associated_companies'),
  one('tickets', 'companies', 26, 'hs_primary_company_id'),
  ...engagement('tickets'),
  one('leads', 'contacts', 578, 'hs_primary_contact_id'),
]

const byType = Map.groupBy(rules, (rule) => rule.type)

/**
 * Works out again what follows from the associations of these records. Where something changed the modification
 * time moves too, although nobody wrote to the record.
 */
export function recompute(org: Org, ends: Iterable<End>): void {
  const seen = new Set<string>()
  for (const end of ends) {
    const key = `${end.type} ${end.id}`
    if (!seen.has(key)) recomputeOne(org, end)
    seen.add(key)
  }
}

function recomputeOne(org: Org, { type, id }: End): void {
  const wanted = byType.get(type) ?? []
  const record = wanted.length === 0 ? undefined : findRecord(org, type, id)
  if (record === undefined || record.archived !== null) return
  const properties: Record<string, string> = { ...record.properties }
  for (const rule of wanted) {
    const value = answerOf(org, rule, id)
    const before = properties[rule.name]
    if (rule.keep === 'latest' && (value === undefined || (before ?? '') > value)) continue
    if (value !== undefined) properties[rule.name] = value
    else if (before !== undefined && /^\d+$/.test(before) && /num_/.test(rule.name))
      properties[rule.name] = '0'
    else delete properties[rule.name]
  }
  if (JSON.stringify(properties) === JSON.stringify(record.properties)) return
  const updated = Math.max(org.clock.now().getTime(), record.updated)
  recordHistory(org, type, record, properties, updated, {
    type: 'CALCULATED',
    id: 'PersistDatedCalculatedProperties',
  })
  statement(org.db, `UPDATE ${recordTable(type)} SET updated = ?, properties = ? WHERE id = ?`).run(
    updated,
    JSON.stringify(properties),
    Number(id),
  )
}

function answerOf(org: Org, rule: Rule, id: string): string | undefined {
  const sql = rule.sql.replaceAll('{only}', 'AND a.from_id = ?1')
  const parameters = rule.now ? [Number(id), org.clock.now().toISOString()] : [Number(id)]
  const row = statement(org.db, sql).get(...parameters)
  return row === undefined || row.value === null ? undefined : String(row.value)
}

/** All computed properties of all records at once, after seeding: no history, no modification. */
export function recomputeAll(org: Org): void {
  const now = org.clock.now().toISOString()
  gatherMoments(org)
  for (const [type, ofType] of byType) {
    const changes = new Map<number, Record<string, string>>()
    for (const rule of ofType) {
      const sql = rule.all ?? rule.sql.replaceAll('{only}', '')
      for (const row of org.db.prepare(sql).iterate(...(rule.now ? [now] : []))) {
        if (row.value === null) continue
        const one = changes.get(Number(row.id)) ?? {}
        changes.set(Number(row.id), one)
        one[rule.name] = String(row.value)
      }
    }
    const write = org.db.prepare(
      `UPDATE ${recordTable(type)} SET properties = json_patch(properties, ?) WHERE id = ?`,
    )
    for (const [id, values] of changes) write.run(JSON.stringify(values), id)
  }
  org.db.exec('DROP TABLE moment')
}
