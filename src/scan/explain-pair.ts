import { type Entity, exitCodes, formatKey, KitError, type RecordKey, type Value } from '../kit/index.ts'
import type { PairExplanation } from '../match/explain.ts'
import type { MatchSource } from '../match/index.ts'
import { type LoadedPolicy, type RuleSetup, selectRules } from '../policy/index.ts'
import { didYouMean, listed } from '../policy/nearest.ts'
import { declaredFields } from '../policy/packs/declared-fields.ts'
import { openSnapshot, type Snapshot } from '../snapshot/index.ts'
import { type Declared, matchInput } from './match-rules.ts'

export interface PairRequest {
  readonly home: string
  readonly policy: LoadedPolicy
  readonly connection: string
  /** Record ids, or `Object/id`. */
  readonly ids: readonly [string, string]
  /** Rule id; null when one alone looks at both. */
  readonly rule: string | null
  readonly signal: AbortSignal
  readonly log: (line: string) => void
  readonly progress: (done: number, total: number, what: string) => void
}

export interface ExplainedPair extends PairExplanation {
  readonly rule: string
  readonly syncedAt: string
  /** The compared columns side by side. */
  readonly values: readonly { readonly field: string; readonly a: Value; readonly b: Value }[]
}

/**
 * What a rule says about any two records of the last sync. Throws `NO_SNAPSHOT`, `UNKNOWN_RECORD`,
 * `AMBIGUOUS_RECORD`, `SAME_RECORD`, `UNKNOWN_RULE`, `NO_RULE_FOR_PAIR`, `SEVERAL_RULES` (all exit 2).
 */
export async function explainRecords(request: PairRequest): Promise<ExplainedPair> {
  const { home, policy, connection, signal } = request
  const rules = matchRulesOf(policy, request.rule)
  await using snapshot = await openSnapshot({ home, name: connection, signal })
  const [a, b] = [
    await locate(snapshot, rules, request.ids[0]),
    await locate(snapshot, rules, request.ids[1]),
  ]
  if (formatKey(a.key) === formatKey(b.key)) throw sameRecord(request.ids)
  const { setup, declaration } = ruleFor(rules, a, b, request)
  request.log(`the model of ${setup.rule.id} is learned from what was read on ${snapshot.syncedAt}`)
  const input = await matchInput({ snapshot, connection }, setup, declaration)
  const two = onlyThese(snapshot, input.source, declaration, [a.key.id, b.key.id], [a, b])
  const { explainPair } = await import('../match/explain.ts') // loads the kernel
  const decisions = policy.decisions.filter((one) => one.a.connection === connection)
  const run = { ...input, decisions, signal, progress: request.progress }
  const explained = await explainPair({ run, a: a.key, b: b.key, two })
  if (explained === null) throw noRule(a, b, request.ids)
  const values = await valuesOf(two, declaration, a.key)
  return { ...explained, rule: setup.rule.id, syncedAt: snapshot.syncedAt, values }
}

interface RuleChoice {
  readonly setup: RuleSetup
  readonly declaration: Declared
}

function matchRulesOf(policy: LoadedPolicy, wanted: string | null): readonly RuleChoice[] {
  const { rules, off } = selectRules(policy, wanted === null ? [] : [wanted])
  const found = rules.flatMap((setup) => {
    const { declaration } = setup.rule
    return declaration.shape === 'match' ? [{ setup, declaration }] : []
  })
  if (found.length > 0) return found
  const message =
    off.length > 0 ? `The policy turns off ${listed(off)}.` : `${wanted ?? 'No rule'} compares no records.`
  throw new KitError('UNKNOWN_RULE', message, {
    exit: exitCodes.usage,
    actions: ['Rules that compare records:  steward rule list duplicates'],
  })
}

interface Located {
  readonly key: RecordKey
  /** As what it is known: a record may be of several entities, for several rules. */
  readonly as: readonly { readonly entity: Entity; readonly kind: string }[]
}

async function locate(snapshot: Snapshot, rules: readonly RuleChoice[], text: string): Promise<Located> {
  const found = new Map<string, { object: string; id: string; as: { entity: Entity; kind: string }[] }>()
  for (const entity of new Set(rules.map(({ declaration }) => declaration.entity))) {
    for (const row of await rowsOf(snapshot, entity, text)) {
      const [object, id, kind] = [String(row._object), String(row._id), String(row._kind)]
      const known = found.get(`${object}/${id}`) ?? { object, id, as: [] }
      found.set(`${object}/${id}`, known)
      known.as.push({ entity, kind })
    }
  }
  const [one, ...others] = [...found.values()]
  if (one === undefined) throw unknownRecord(snapshot, text)
  if (others.length > 0) throw ambiguousRecord(text, [...found.keys()])
  return { key: { connection: snapshot.connection, object: one.object, id: one.id }, as: one.as }
}

/** By id, by `Object/id`, or by the first 15 characters of an id of 18, as older tools show it. */
async function rowsOf(snapshot: Snapshot, entity: Entity, text: string) {
  try {
    await snapshot.count(entity)
  } catch {
    return [] // no sync asked for these
  }
  return snapshot.query(
    `SELECT _object, _id, _kind FROM "${entity}" WHERE _id = $1 OR _object || '/' || _id = $1
      OR (length($1) = 15 AND length(_id) = 18 AND _id LIKE '00%' AND left(_id, 15) = $1)
      ORDER BY _object, _id LIMIT 10`,
    [text],
  )
}

function ruleFor(rules: readonly RuleChoice[], a: Located, b: Located, request: PairRequest): RuleChoice {
  const looksAt = ({ declaration: { entity, kinds } }: RuleChoice, { as }: Located): boolean =>
    as.some((one) => one.entity === entity && kinds.includes(one.kind))
  const fitting = rules.filter((rule) => looksAt(rule, a) && looksAt(rule, b))
  const [only, ...others] = fitting
  if (only === undefined) throw noRule(a, b, request.ids)
  if (others.length === 0) return only
  const ids = fitting.map(({ setup }) => setup.rule.id)
  throw new KitError('SEVERAL_RULES', `Several rules compare these records: ${listed(ids)}.`, {
    exit: exitCodes.usage,
    actions: [`Name one:  --rule ${ids[0]}`],
  })
}

/** The source of the rule, cut down to two records. */
function onlyThese(
  snapshot: Snapshot,
  source: MatchSource,
  { entity, kinds }: Declared,
  ids: readonly string[],
  located: readonly Located[],
): MatchSource {
  const wanted = new Set(located.map(({ key }) => `${key.object}\n${key.id}`))
  return {
    connection: source.connection,
    entity,
    rows: 2,
    url: source.url,
    async *batches(fields) {
      for await (const batch of snapshot.batches({ entity, kinds, fields, ids })) {
        const rows = batch.id.flatMap((id, row) => (wanted.has(`${batch.object[row]}\n${id}`) ? [row] : []))
        const pick = <T>(list: readonly T[]): T[] => rows.map((row) => list[row] as T)
        const columns = Object.entries(batch.columns).map(([name, list]) => [name, list && pick(list)])
        yield {
          entity,
          rows: rows.length,
          object: pick(batch.object),
          id: pick(batch.id),
          kind: pick(batch.kind),
          revision: pick(batch.revision),
          columns: Object.fromEntries(columns),
        }
      }
    },
  }
}

async function valuesOf(
  two: MatchSource,
  declaration: Declared,
  a: RecordKey,
): Promise<ExplainedPair['values']> {
  const fields = [...declaredFields({ ...declaration, show: [], mergeWithin: [] })]
  const sides: Record<'a' | 'b', Record<string, Value>> = { a: {}, b: {} }
  for await (const batch of two.batches(fields)) {
    for (let row = 0; row < batch.rows; row++) {
      const side = batch.id[row] === a.id && batch.object[row] === a.object ? sides.a : sides.b
      for (const field of fields) side[field] = batch.columns[field]?.[row] ?? null
    }
  }
  return fields.map((field) => ({ field, a: sides.a[field] ?? null, b: sides.b[field] ?? null }))
}

function unknownRecord(snapshot: Snapshot, text: string): KitError {
  const objects = Object.keys(snapshot.held)
  const [object = ''] = text.split('/')
  const meant = text.includes('/') && !objects.includes(object) ? didYouMean(object, objects) : undefined
  return new KitError(
    'UNKNOWN_RECORD',
    `The last sync of ${snapshot.connection} has no record ${text} that a rule compares.`,
    {
      exit: exitCodes.usage,
      actions: [
        ...(meant === undefined ? [] : [meant]),
        `It is from ${snapshot.syncedAt}; read again:  steward scan -o ${snapshot.connection}`,
      ],
    },
  )
}

function ambiguousRecord(text: string, keys: readonly string[]): KitError {
  return new KitError('AMBIGUOUS_RECORD', `${text} is the id of several records: ${listed(keys)}.`, {
    exit: exitCodes.usage,
    actions: [`Say which:  ${keys[0]}`],
  })
}

function sameRecord([one]: PairRequest['ids']): KitError {
  return new KitError('SAME_RECORD', `Both ids name the record ${one}.`, {
    exit: exitCodes.usage,
    actions: ['Name two records.'],
  })
}

function noRule(a: Located, b: Located, [one, other]: PairRequest['ids']): KitError {
  const kind = ({ as }: Located): string => [...new Set(as.map((known) => known.kind))].join(', ')
  return new KitError(
    'NO_RULE_FOR_PAIR',
    `No rule compares ${one} (${kind(a)}) with ${other} (${kind(b)}).`,
    {
      exit: exitCodes.usage,
      actions: ['Rules and what they compare:  steward rule list duplicates'],
    },
  )
}
