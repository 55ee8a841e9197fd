import type { MatchMember, Value } from '../kit/index.ts'
import { byText } from './table.ts'

/** Fields that the proposal reads, besides what was compared. */
export const survivorFields = [
  'externalId',
  'portalUser',
  'lastTouchAt',
  'lastActivityAt',
  'modifiedAt',
  'createdAt',
] as const

export interface Candidate {
  readonly member: MatchMember
  readonly values: Readonly<Record<string, Value | undefined>>
}

/**
 * Who should stay: never a lead beside a contact; then whoever another system knows by id, who can log in to a
 * portal, was touched last, is filled best, was created first, has the lowest id.
 */
export function proposeSurvivor(candidates: readonly Candidate[]): number {
  const ranked = candidates.map((candidate, at) => ({ at, rank: rankOf(candidate), candidate }))
  ranked.sort(
    (a, b) => compareRanks(a.rank, b.rank) || byText(a.candidate.member.key.id, b.candidate.member.key.id),
  )
  return ranked[0]?.at ?? 0
}

function rankOf({ member, values }: Candidate): readonly (string | number)[] {
  const { externalId, portalUser, lastTouchAt, lastActivityAt, modifiedAt, createdAt } = values
  const filled = Object.values(member.values).filter((value) => value !== null && value !== undefined).length
  const touched = lastTouchAt ?? lastActivityAt ?? modifiedAt
  return [
    member.kind === 'lead' ? 0 : 1,
    externalId === null || externalId === undefined ? 0 : 1,
    portalUser === true ? 1 : 0,
    String(touched ?? ''),
    filled,
    invert(String(createdAt ?? '9999')),
  ]
}

/** Turns "earlier is better" into "greater is better": digits count down. */
function invert(time: string): string {
  return time.replace(/\d/g, (digit) => String(9 - Number(digit)))
}

function compareRanks(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0
    if (value !== other) return value > other ? -1 : 1
  }
  return 0
}
