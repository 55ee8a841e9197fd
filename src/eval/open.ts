import { type Connection, exitCodes, KitError } from '../kit/index.ts'
import type { MatchRun } from '../match/index.ts'
import type { LoadedPolicy, NamedConnection, RuleSetup } from '../policy/index.ts'
import { selectRules } from '../policy/index.ts'
import { didYouMean, listed } from '../policy/nearest.ts'
import { takeSecrets } from '../scan/environment.ts'
import type { ScanProgress } from '../scan/index.ts'
import { type Declared, matchInput } from '../scan/match-rules.ts'
import { unionOfNeeds } from '../scan/needs.ts'
import { withObjects } from '../scan/objects.ts'
import { TempFolder } from '../scan/temp-folder.ts'
import { openSnapshot, type Snapshot, syncSnapshot } from '../snapshot/index.ts'

export interface OpenRequest {
  /** `STEWARD_HOME` */
  readonly home: string
  readonly policy: LoadedPolicy
  readonly target: NamedConnection
  /** Rule id or selector; null: the only one with records here. */
  readonly rule: string | null
  /** Native column that is read as well. */
  readonly column: string | null
  /** False: from what was read last. */
  readonly sync: boolean
  readonly env: Record<string, string | undefined>
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly progress: (progress: ScanProgress) => void
  readonly log: (line: string) => void
}

/** One rule over the records of one connection. */
export interface OpenRule extends AsyncDisposable {
  readonly setup: RuleSetup
  readonly declaration: Declared
  readonly snapshot: Snapshot
  readonly input: Pick<MatchRun, 'rule' | 'options' | 'source' | 'signal' | 'progress'>
}

/**
 * Reads what the rule needs and opens it, as a scan does. Throws `UNKNOWN_SELECTOR`, `NOTHING_SELECTED`,
 * `UNKNOWN_FIELD` (2) and what reading throws.
 */
export async function openRule(request: OpenRequest): Promise<OpenRule> {
  const { home, target, signal } = request
  const rules = matchRules(request)
  if (request.sync) await sync(request, rules)
  const snapshot = await openSnapshot({ home, name: target.name, signal })
  try {
    const setup = await onlyRule(snapshot, rules, request)
    const declaration = declared(setup)
    const input = await matchInput({ snapshot, connection: target.name }, setup, declaration)
    const progress = (done: number, total: number, what: string): void =>
      request.progress({
        connection: target.name,
        stage: 'rule',
        what: `${setup.rule.id} ${what}`,
        done,
        unit: total === 0 ? null : 'parts',
        total,
        calls: null,
      })
    return {
      setup,
      declaration,
      snapshot,
      input: { ...input, signal, progress },
      [Symbol.asyncDispose]: () => snapshot[Symbol.asyncDispose](),
    }
  } catch (error) {
    await snapshot[Symbol.asyncDispose]()
    throw error
  }
}

function declared({ rule }: RuleSetup): Declared {
  if (rule.declaration.shape !== 'match') throw new Error(`${rule.id} compares no records`)
  return rule.declaration
}

function matchRules({ policy, rule }: OpenRequest): readonly RuleSetup[] {
  const { rules, off } = selectRules(policy, rule === null ? [] : [rule])
  const found = rules.filter((setup) => setup.rule.declaration.shape === 'match')
  if (found.length > 0) return found
  const what =
    off.length > 0 ? `The policy turns off ${listed(off)}.` : 'No rule that compares records is named.'
  throw nothingSelected(what, 'Name a rule or a matcher:  steward eval duplicates/people -o CONN')
}

async function onlyRule(
  snapshot: Snapshot,
  rules: readonly RuleSetup[],
  { target }: OpenRequest,
): Promise<RuleSetup> {
  const able: RuleSetup[] = []
  for (const setup of rules) {
    const { entity, kinds } = declared(setup)
    if ((await snapshot.count(entity, kinds)) > 0) able.push(setup)
  }
  const [only, other] = able
  if (only !== undefined && other === undefined) return only
  const names = able.map(({ rule }) => rule.id)
  throw nothingSelected(
    only === undefined
      ? `${target.name} has no records of what ${listed(rules.map(({ rule }) => rule.id))} looks at.`
      : `Several rules find records in ${target.name}: ${listed(names)}.`,
    only === undefined
      ? 'See what rules look at:  steward rule list'
      : `Name one:  steward eval ${only.rule.id}`,
  )
}

function nothingSelected(message: string, action: string): KitError {
  return new KitError('NOTHING_SELECTED', message, { exit: exitCodes.usage, actions: [action] })
}

async function sync(request: OpenRequest, rules: readonly RuleSetup[]): Promise<void> {
  const { home, policy, target, signal, now, column } = request
  const { name, connector, settings } = target
  using temp = new TempFolder(home)
  const env = takeSecrets(request.env, connector.secrets(settings))
  const log = (line: string): void => request.log(`${name}: ${line}`)
  const budget = policy.policy.limits.apiBudget
  const context = { name, env, signal, tempDir: temp.path, now, log, budget }
  await using connection = await connector.connect(settings, context)
  const mapped = await withObjects(connection, policy.policy, name)
  const needs = unionOfNeeds(rules, policy.policy.sufficient)
  const native = column === null ? needs.native : await withColumn(mapped, rules, needs.native, column)
  await syncSnapshot({
    home,
    name,
    connection: mapped,
    needs: { ...needs, native },
    tempDir: temp.path,
    now,
    signal,
    progress: ({ object, read, expected }) =>
      request.progress({
        connection: name,
        stage: 'read',
        what: object,
        done: read,
        unit: 'records',
        total: expected,
        calls: connection.calls().total,
      }),
  })
}

/** The column of every object of the rules that has it; throws when none has. */
async function withColumn(
  connection: Connection,
  rules: readonly RuleSetup[],
  native: Readonly<Record<string, readonly string[]>>,
  column: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const all = rules.map(declared)
  const objects = connection.mappings
    .filter(({ entity, kind }) => all.some((one) => one.entity === entity && one.kinds.includes(kind)))
    .map(({ object }) => object)
  if (objects.length === 0) return native
  const described = await connection.describe([...new Set(objects)].sort())
  const having = described.filter(({ fields }) => fields.some(({ name }) => name === column))
  if (having.length === 0)
    throw noColumn(
      column,
      described.flatMap(({ fields }) => fields.map(({ name }) => name)),
    )
  const added = having.map(({ name }) => [name, [...new Set([...(native[name] ?? []), column])]] as const)
  return { ...native, ...Object.fromEntries(added) }
}

export function noColumn(column: string, known: readonly string[]): KitError {
  const columns = `Columns: ${listed([...new Set(known)].sort(), 20)}`
  const action =
    known.length === 0 ? 'Read it first, without --no-sync' : (didYouMean(column, known) ?? columns)
  return new KitError('UNKNOWN_FIELD', `No object that the rule looks at has a column ${column}.`, {
    exit: exitCodes.usage,
    actions: [action],
  })
}
