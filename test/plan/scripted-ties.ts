import type { ChildRow, Tie } from '../../src/kit/index.ts'

type Held = Tie & { readonly object: string }

/** Ties of the scripted CRM: rows that are no records, whose ids name what they tie to and how. */
export class ScriptedTies {
  #held: Held[] = []

  add(object: string, member: string, relationship: string, row: string): void {
    if (!this.has(object, { relationship, member, row }))
      this.#held.push({ object, relationship, member, row })
  }

  has(object: string, { relationship, member, row }: Tie): boolean {
    return this.#held.some(
      (tie) =>
        tie.object === object &&
        tie.relationship === relationship &&
        tie.member === member &&
        tie.row === row,
    )
  }

  drop(object: string, { relationship, member, row }: Tie): void {
    this.#held = this.#held.filter(
      (tie) =>
        tie.object !== object ||
        tie.relationship !== relationship ||
        tie.member !== member ||
        tie.row !== row,
    )
  }

  rowsOn(object: string, relationship: string, members: ReadonlySet<string>): readonly ChildRow[] {
    const mine = this.#held.filter((tie) => tie.object === object && tie.relationship === relationship)
    return mine
      .filter(({ member }) => members.has(member))
      .map(({ member, row: id }) => ({
        relationship,
        id,
        member,
        pointer: member,
        slot: slotOf(id),
        values: {},
      }))
  }

  /** What a merge does: the survivor keeps its own where only one can be. */
  move(object: string, from: string, to: string): void {
    for (const tie of this.#held.filter((one) => one.object === object && one.member === from)) {
      this.drop(object, tie)
      const taken = this.#held.some(
        (one) =>
          one.object === object &&
          one.member === to &&
          one.relationship === tie.relationship &&
          slotOf(one.row) === slotOf(tie.row),
      )
      if (!taken && to !== targetOf(tie.row)) this.add(object, to, tie.relationship, tie.row)
    }
  }

  /** The record is another one now, or none: what is tied to it follows, or goes with it. */
  retarget(relationships: ReadonlySet<string>, from: string, to: string | null): void {
    for (const tie of this.#held.filter((one) => relationships.has(one.relationship))) {
      if (targetOf(tie.row) !== from) continue
      this.drop(tie.object, tie)
      if (to !== null && to !== tie.member)
        this.add(tie.object, tie.member, tie.relationship, to + tie.row.slice(from.length))
    }
  }

  end(object: string, member: string): void {
    this.#held = this.#held.filter((tie) => tie.object !== object || tie.member !== member)
  }

  /** For comparing end states, in no particular order of attaching. */
  list(): readonly string[] {
    return this.#held
      .map(({ object, member, relationship, row }) => `${object} ${member} ${relationship} ${row}`)
      .sort()
  }
}

function targetOf(row: string): string {
  return row.split(':', 1)[0] as string
}

function slotOf(row: string): string {
  return row.endsWith(':primary') ? 'primary' : row
}
