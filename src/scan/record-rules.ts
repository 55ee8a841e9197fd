import type { RuleSetup } from '../policy/index.ts'
import type { PackThread } from '../policy/packs/pack-thread.ts'
import { fromPlainError } from '../policy/packs/plain-error.ts'
import { type BatchReports, idPlaceholder } from '../policy/packs/protocol.ts'
import type { BatchQuery } from '../snapshot/index.ts'
import { makeFinding, refuseTwins } from './make-finding.ts'
import type { OrgScan } from './org-scan.ts'
import { ruleError, scanError, throwIfInterrupted } from './scan-error.ts'

/**
 * Runs the record rules of one pack: those that look at the same rows share one pass over the snapshot. A rule that
 * hangs or crashes its thread becomes an error, and the pass is repeated without it.
 */
export async function runRecordRules(
  scan: OrgScan,
  thread: PackThread,
  setups: readonly RuleSetup[],
): Promise<void> {
  const passes = Map.groupBy(setups, ({ rule: { declaration } }) =>
    declaration.shape === 'record'
      ? JSON.stringify([declaration.entity, declaration.kinds, declaration.where])
      : '',
  )
  for (const group of passes.values()) {
    let left = group
    while (left.length > 0) {
      const ended = await tryPass(scan, thread, left)
      left = ended === null ? [] : left.filter((setup) => !ended.has(setup.rule.id))
    }
  }
}

/** Null when the pass came to its end, else the rules without which it is to be repeated. */
async function tryPass(
  scan: OrgScan,
  thread: PackThread,
  setups: readonly RuleSetup[],
): Promise<ReadonlySet<string> | null> {
  const attempt = new Map(setups.map((setup) => [setup.rule.id, { setup, id: scan.sink.begin() }]))
  const failed = new Set<string>()
  const fail = (rule: string, error: unknown): void => {
    failed.add(rule)
    scan.notes.errors.push(scanError(rule, error))
    scan.sink.takeBack(attempt.get(rule)?.id ?? 0)
  }
  const { host } = thread
  try {
    await host.call('begin', { runs: setups.map((setup) => runOf(scan, setup)), urls: urlsOf(scan) })
    const query = queryOf(setups)
    const what = setups.length === 1 ? (setups[0]?.rule.id ?? '') : `${setups.length} rules`
    const total = query.where === undefined ? await scan.snapshot.count(query.entity, query.kinds) : null
    let done = 0
    for await (const batch of scan.snapshot.batches(query)) {
      throwIfInterrupted(scan.signal)
      scan.progress(what, 'records', done, total)
      for (const answer of await host.call('batch', batch)) keep(answer)
      done += batch.rows
    }
    scan.progress(what, 'records', done, total)
    for (const rule of attempt.keys()) if (!failed.has(rule)) scan.notes.looked[rule] = done
  } catch (error) {
    throwIfInterrupted(scan.signal)
    for (const { id } of attempt.values()) scan.sink.takeBack(id)
    const blamed = [...attempt.keys()].filter((rule) => !failed.has(rule) && (thread.atWork ?? rule) === rule)
    for (const rule of blamed) scan.notes.errors.push(ruleError(rule, thread.label, error))
    await thread.end()
    return new Set([...failed, ...blamed])
  }
  for (const rule of attempt.keys()) if (!failed.has(rule)) scan.notes.rulesRun.push(rule)
  return null

  function keep({ rule, reports, error }: BatchReports): void {
    const own = attempt.get(rule)
    if (own === undefined || failed.has(rule)) return
    if (error !== undefined) {
      fail(rule, fromPlainError(error, rule))
      return
    }
    try {
      const single = refuseTwins()
      for (const report of reports) {
        scan.sink.add(single(makeFinding(own.setup, report, scan.context)), own.id)
      }
    } catch (problem) {
      fail(rule, problem)
    }
  }
}

function runOf(scan: OrgScan, { rule, options }: RuleSetup) {
  return { rule: rule.id, options, asOf: scan.asOf, connection: scan.connection }
}

function urlsOf({ snapshot, connection }: OrgScan): Readonly<Record<string, string>> {
  const objects = Object.keys(snapshot.held)
  return Object.fromEntries(
    objects.map((object) => [object, snapshot.url({ connection, object, id: idPlaceholder })]),
  )
}

/** What the rules of one pass read together. */
function queryOf(setups: readonly RuleSetup[]): BatchQuery {
  const fields = new Set<string>()
  const native: Record<string, string[]> = {}
  let query: Pick<BatchQuery, 'entity' | 'kinds' | 'where'> = { entity: 'person' }
  for (const { rule } of setups) {
    const { declaration } = rule
    if (declaration.shape !== 'record') continue
    const { entity, kinds, where } = declaration
    query = { entity, ...(kinds === null ? {} : { kinds }), ...(where === null ? {} : { where }) }
    for (const field of declaration.fields) fields.add(field)
    for (const [object, columns] of Object.entries(declaration.native)) {
      native[object] = [...new Set([...(native[object] ?? []), ...columns])]
    }
  }
  return { ...query, fields: [...fields].sort(), native }
}
