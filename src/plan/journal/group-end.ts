export interface Difference {
  readonly object: string
  readonly id: string
  readonly field: string
  readonly what: string
}

/** How a difference begins that is a record of a group which was not merged or linked. */
export const leftMark = 'left: '

/** A difference that is a loser which the CRM said it merged, and did not. */
export const notMerged = 'it does not lead to the survivor'

/** The same of a loser that the CRM said it removed. */
export const notRemoved = 'it was not removed'

/** How a difference begins that is a value which a merge took not along, and which was not written after it. */
export const valueLeftMark = `${leftMark}its value was not written: `

/** How a difference begins that is a tie which a merge left behind, and which the survivor was not given after it. */
export const tieLeftMark = `${leftMark}the survivor was not given it: `

export function isNotGone({ what }: Difference): boolean {
  return what === notMerged || what === notRemoved
}

/** True for a record of the plan that is not merged or linked, or whose values or ties are not written. */
export function isLeft(difference: Difference): boolean {
  return isNotGone(difference) || difference.what.startsWith(leftMark)
}

export interface Skip {
  readonly action: string
  /** `changed`, `gone`, `not-merged-twice`, `refused`, `undone` */
  readonly code: string
  readonly record: string | null
  readonly fields: readonly string[]
  /** The CRM's own code of a refusal. */
  readonly cause: string | null
}

/** How a group ended. `partly`: some of its merges were refused after others were done. */
export type GroupEnd =
  | { readonly is: 'done'; readonly differences: readonly Difference[] }
  | { readonly is: 'partly'; readonly differences: readonly Difference[] }
  | { readonly is: 'skipped'; readonly skip: Skip }
