import type { LeftOut, PlanAction, Radius } from '../files/plan-file.ts'
import type { Candidate } from '../group/group.ts'
import { recordName, recordNames } from '../group/record-names.ts'

/** The groups that a scan found, before anything was decided about them or divided. */
export interface Scanned {
  readonly candidates: readonly Pick<Candidate, 'rule' | 'group' | 'members'>[]
  /** Of groups that went out before they could be candidates. */
  readonly leftOut: readonly LeftOut[]
}

interface Found {
  actions: number
  /** Of the first reason for leaving out a record of it. */
  code: string | null
}

/** What became of each group of the scan: a group may be planned in parts, and parts have names of their own. */
export function scanGroups(
  scanned: Scanned,
  actions: readonly Pick<PlanAction, 'rule' | 'object' | 'expect'>[],
  leftOut: readonly LeftOut[],
): Radius['scan'] {
  const byRecord = new Map<string, Found>()
  const groups: Found[] = []
  const add = (names: readonly string[]) => {
    const found: Found = { actions: 0, code: null }
    groups.push(found)
    for (const name of names) byRecord.set(name, found)
  }
  for (const { rule, members } of scanned.candidates)
    add(members.map(({ key }) => recordName(rule, key.object, key.id)))
  for (const one of scanned.leftOut) add(one.records.flatMap((id) => recordNames(one, id)))
  for (const { rule, object, expect } of actions) {
    const found = byRecord.get(recordName(rule, object, expect[0]?.id ?? ''))
    if (found !== undefined) found.actions += 1
  }
  for (const one of leftOut) {
    const names = recordNames(one, one.records[0] ?? '')
    const found = names.map((name) => byRecord.get(name)).find((group) => group !== undefined)
    if (found !== undefined) found.code ??= one.code
  }
  const planned = groups.filter((found) => found.actions > 0)
  return {
    groups: groups.length,
    planned: planned.length,
    inPart: planned.filter(({ actions, code }) => actions > 1 || code !== null).length,
    out: countCodes(groups.filter((found) => found.actions === 0)),
  }
}

function countCodes(groups: readonly Found[]): Record<string, number> {
  const counts = Map.groupBy(groups, ({ code }) => code ?? 'no-evidence')
  return Object.fromEntries([...counts].map(([code, all]) => [code, all.length] as const).sort())
}
