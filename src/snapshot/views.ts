import { type Entity, fieldDictionary, type Gap, type ObjectMapping } from '../kit/index.ts'
import { type Database, literal, name } from './database.ts'
import { sourceOf } from './field-source.ts'
import {
  canonicalType,
  conditionSql,
  convert,
  fieldSql,
  type Held,
  lookupAlias,
  sqlTypes,
} from './view-sql.ts'

/** Writes the canonical views and what is known in them; returns values that could not be converted as gaps. */
export async function writeViews(
  db: Database,
  mappings: readonly ObjectMapping[],
  entities: ReadonlySet<Entity>,
  held: Held,
): Promise<readonly Gap[]> {
  await db.run(
    'DELETE FROM catalogue.mapping; DELETE FROM catalogue.known_field; DELETE FROM catalogue.counterpart;',
  )
  const gaps: Gap[] = []
  for (const entity of [...entities].sort()) {
    const mapped = mappings.filter((mapping) => mapping.entity === entity && held.has(mapping.object))
    const fields = fieldNames(entity, mapped, held)
    const selects = mapped.map((mapping, index) => selectSql(mapping, mapped.slice(0, index), fields, held))
    await db.run(`CREATE OR REPLACE VIEW ${name(entity)} AS ${selects.join(' UNION ALL ') || emptySql}`)
    for (const mapping of mapped) {
      await recordMapping(db, mapping, fields, held)
      gaps.push(...(await countUnconverted(db, mapping, fields, held)))
    }
  }
  await db.run(unknownFieldSql)
  return gaps
}

const emptySql = `SELECT NULL::VARCHAR AS _object, NULL::VARCHAR AS _id, NULL::VARCHAR AS _kind,
  NULL::VARCHAR AS _revision WHERE false`

/** Fields that some kind knows and another kind of the entity does not. */
const unknownFieldSql = `CREATE OR REPLACE VIEW unknown_field AS
  SELECT m.entity, m.object, m.kind, f.field FROM catalogue.mapping m
  JOIN (SELECT DISTINCT entity, field FROM catalogue.known_field) f USING (entity)
  ANTI JOIN catalogue.known_field k
    ON k.entity = m.entity AND k.object = m.object AND k.kind = m.kind AND k.field = f.field`

function fieldNames(entity: Entity, mapped: readonly ObjectMapping[], held: Held): readonly string[] {
  const candidates = new Set([
    ...Object.keys(fieldDictionary[entity]),
    ...mapped.flatMap((mapping) => Object.keys(mapping.fields)),
  ])
  return [...candidates].filter((field) => mapped.some((mapping) => fieldSql(mapping, field, held)))
}

/** A record that several mappings would take belongs to the first of them. */
function selectSql(
  mapping: ObjectMapping,
  earlier: readonly ObjectMapping[],
  fields: readonly string[],
  held: Held,
): string {
  const columns = fields.map((field) => {
    const type = canonicalType(mapping.entity, field)
    const sql = fieldSql(mapping, field, held)?.sql ?? `NULL${type ? `::${sqlTypes[type]}` : ''}`
    return `${sql} AS ${name(field)}`
  })
  const taken = earlier.filter((other) => other.object === mapping.object)
  const where = [whereSql(mapping, held), ...taken.map((other) => `NOT ${whereSql(other, held)}`)]
  return [
    `SELECT ${literal(mapping.object)} AS _object, r._id AS _id, ${literal(mapping.kind)} AS _kind,`,
    [`${revisionSql(mapping, held)} AS _revision`, ...columns].join(', '),
    `FROM native.${name(mapping.object)} r`,
    ...joinsSql(mapping, fields, held),
    `WHERE ${where.join(' AND ')}`,
  ].join(' ')
}

function whereSql(mapping: ObjectMapping, held: Held): string {
  return `(${mapping.when.map((condition) => conditionSql(mapping, condition, held)).join(' AND ') || 'true'})`
}

function revisionSql(mapping: ObjectMapping, held: Held): string {
  const column = mapping.revision === null ? undefined : held.get(mapping.object)?.get(mapping.revision)
  return column ? convert({ sql: `r.${name(column.name)}`, type: column.type }, 'text') : 'NULL::VARCHAR'
}

function joinsSql(mapping: ObjectMapping, fields: readonly string[], held: Held): readonly string[] {
  const joins = new Set<string>()
  for (const field of fields) {
    const source = sourceOf(mapping, field)
    if (typeof source !== 'object' || !('via' in source) || !fieldSql(mapping, field, held)) continue
    const alias = lookupAlias(source.via, source.object)
    joins.add(`LEFT JOIN native.${name(source.object)} ${alias} ON ${alias}._id = r.${name(source.via)}`)
  }
  return [...joins]
}

async function recordMapping(
  db: Database,
  mapping: ObjectMapping,
  fields: readonly string[],
  held: Held,
): Promise<void> {
  const key = [mapping.entity, mapping.object, mapping.kind]
  await db.run('INSERT INTO catalogue.mapping VALUES ($1, $2, $3, $4)', [...key, mapping.url])
  for (const field of fields) {
    if (!fieldSql(mapping, field, held)) continue
    await db.run('INSERT INTO catalogue.known_field VALUES ($1, $2, $3, $4)', [...key, field])
  }
  const own = (mapping.otherIds ?? []).map((column) => ({ crm: null, column }))
  for (const { crm, column } of [...(mapping.counterparts ?? []), ...own]) {
    if (!held.get(mapping.object)?.has(column)) continue
    await db.run('INSERT INTO catalogue.counterpart VALUES ($1, $2, $3, $4, $5)', [...key, crm, column])
  }
}

async function countUnconverted(
  db: Database,
  mapping: ObjectMapping,
  fields: readonly string[],
  held: Held,
): Promise<readonly Gap[]> {
  const guessed = fields.flatMap((field) => {
    const sql = fieldSql(mapping, field, held)
    return sql?.guess ? [{ field, sql }] : []
  })
  if (guessed.length === 0) return []
  const counts = guessed.map(
    ({ sql }, index) =>
      `count(*) FILTER (WHERE nullif(trim(${sql.raw}), '') IS NOT NULL AND ${sql.sql} IS NULL) AS n${index}`,
  )
  const joins = joinsSql(mapping, fields, held).join(' ')
  const [row] = await db.rows(`SELECT ${counts.join(', ')} FROM native.${name(mapping.object)} r ${joins}`)
  return guessed.flatMap(({ field }, index) => {
    const count = Number(row?.[`n${index}`] ?? 0)
    if (count === 0) return []
    const type = canonicalType(mapping.entity, field)
    return [
      {
        what: `${mapping.object} as ${mapping.entity}.${field}`,
        why: `values that are no ${type} and were taken as empty: ${count}`,
      },
    ]
  })
}
