/** A row of a dump that is no record: an association or a membership, seen from one end. */
export interface Tie {
  readonly from: string
  readonly own: string
  readonly to: string
  readonly other: string
}

/** Of `from.to id>id:kind`; null for a record. */
export function tieOf(object: string, id: string): Tie | null {
  const [from = '', to = ''] = object.split('.')
  if (to === '') return null
  const [own = '', row = ''] = id.split('>')
  return { from, own, to, other: row.split(':')[0] ?? '' }
}

export function turned({ from, own, to, other }: Tie): Tie {
  return { from: to, own: other, to: from, other: own }
}
