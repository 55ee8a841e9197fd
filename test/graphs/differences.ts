type Row = Readonly<Record<string, unknown>>

/** Rows by `Object Id`. */
export type Dump = ReadonlyMap<string, Row>

/** Where two dumps differ. `column`: null for a whole row that only one of them has. */
export interface Difference {
  readonly object: string
  readonly id: string
  readonly column: string | null
  readonly was: unknown
  readonly is: unknown
}

export function differencesOf(was: Dump, is: Dump): readonly Difference[] {
  const found: Difference[] = []
  for (const key of new Set([...was.keys(), ...is.keys()])) {
    const [object = '', id = ''] = key.split(' ')
    const [before, after] = [was.get(key), is.get(key)]
    if (before === undefined || after === undefined)
      found.push({ object, id, column: null, was: before ?? null, is: after ?? null })
    else
      for (const column of new Set([...Object.keys(before), ...Object.keys(after)]))
        if (!isSame(before[column], after[column]))
          found.push({ object, id, column, was: before[column] ?? null, is: after[column] ?? null })
  }
  return found
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null)
}

/** `was` with what somebody changed between `before` and `after`. */
export function withChanges(was: Dump, before: Dump, after: Dump): Dump {
  const expected = new Map(was)
  for (const { object, id, column, is } of differencesOf(before, after)) {
    const key = `${object} ${id}`
    if (column === null && is === null) expected.delete(key)
    else if (column === null) expected.set(key, is as Row)
    else if (expected.has(key)) expected.set(key, { ...expected.get(key), [column]: is })
  }
  return expected
}
