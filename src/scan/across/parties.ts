import type { RuleSetup } from '../../policy/index.ts'
import type { Snapshot } from '../../snapshot/index.ts'
import { emptyNotes, type OrgNotes } from '../org-scan.ts'
import type { AcrossCounts } from '../outcome.ts'
import { type AcrossDeclaration, countOf, type Side } from './sides.ts'

/** What was found between connections that were looked at together. */
export interface Entry {
  readonly name: string
  readonly connections: readonly string[]
  readonly rules: Record<string, AcrossCounts>
  readonly notes: OrgNotes
}

export function entryOf(connections: readonly string[]): Entry {
  return { name: acrossName(connections), connections, rules: {}, notes: emptyNotes() }
}

/** What several connections are called together, in whatever order they were named. */
export function acrossName(connections: readonly string[]): string {
  return connections.toSorted().join(' + ')
}

/** A rule and the connections that it can look at. */
export interface Party {
  readonly setup: RuleSetup
  readonly declaration: AcrossDeclaration
  /** At least two. */
  readonly sides: readonly Side[]
  /** Names of those that hold nothing for it. */
  readonly without: readonly string[]
  /** True when a connection of the scan is not among the sides. */
  readonly partial: boolean
}

/** A sentence when the rule cannot say anything about these connections. */
export async function partyOf(setup: RuleSetup, snapshots: readonly Snapshot[]): Promise<Party | string> {
  const { declaration } = setup.rule
  if (declaration.shape !== 'across') return 'it does not look across connections'
  const all: Side[] = []
  for (const snapshot of snapshots) {
    all.push({ name: snapshot.connection, snapshot, rows: await countOf(snapshot, declaration) })
  }
  const sides = all.filter(({ rows }) => rows > 0)
  const without = all.filter(({ rows }) => rows === 0).map(sideName)
  if (sides.length >= 2) return { setup, declaration, sides, without, partial: without.length > 0 }
  return `no records of this kind were read from ${without.join(', ')}: ${declaration.kinds.join(', ')}`
}

export function sideName({ name }: Side): string {
  return name
}
