import type {
  ChildRead,
  ChildRow,
  Fate,
  Gap,
  MergeStep,
  NativeRecord,
  RecordUpdate,
  StepOutcome,
  Tie,
  Value,
} from '../../src/kit/index.ts'
import { type ScriptedObject, scriptedObjects } from './scripted-objects.ts'
import { ScriptedTies } from './scripted-ties.ts'

type Values = Readonly<Record<string, Value>>

interface Stored {
  readonly object: string
  readonly values: Record<string, Value>
  fate: Fate
}

/** Records in memory, and what merging, deleting and restoring do to them and to the rows that hang on them. */
export class ScriptedStore {
  readonly #stored = new Map<string, Stored>()
  /** Objects of which there ever was a record. */
  readonly #kinds = new Set<string>()
  readonly ties = new ScriptedTies()
  /** Losers fill the survivor's blanks, and more of that kind. */
  fills = false
  /** Removed records can be brought back by `restore`. */
  restores = true
  readonly objects: Readonly<Record<string, ScriptedObject>>
  blind: readonly Gap[] = []
  /** A merge ends all its records, and a new one stands for them. */
  mergesIntoNew = false
  /** Records that were merged away can still be read, as where an org keeps merged cases. */
  keepsMerged = false
  /** Columns with addresses of which a record has one or several, and which no two records share. */
  addresses: readonly string[] = []
  /** Looks at what was made that show nothing of it yet. */
  lag = 0
  #created = 0
  readonly #made: { readonly object: string; readonly id: string; readonly values: Values }[] = []

  constructor(objects: Readonly<Record<string, ScriptedObject>> = scriptedObjects) {
    this.objects = objects
  }

  add(object: string, id: string, values: Values = {}): string {
    const blank = Object.fromEntries(this.of(object).description.fields.map(({ name }) => [name, null]))
    this.#kinds.add(object)
    this.#stored.set(this.#taken(object, id) ? `${object}/${id}` : id, {
      object,
      values: { ...blank, Id: id, ...values },
      fate: { is: 'there' },
    })
    return id
  }

  set(id: string, values: Values): void {
    Object.assign(this.#must(id).values, values)
  }

  get(id: string): Values {
    return this.#must(id).values
  }

  valuesOf(object: string, id: string): Values {
    return this.#must(this.#keyOf(object, id)).values
  }

  fateOf(id: string, object?: string): Fate {
    return this.#stored.get(object === undefined ? id : this.#keyOf(object, id))?.fate ?? { is: 'gone' }
  }

  /** Records that are not there any more. */
  ended(): number {
    return [...this.#stored.values()].filter(({ fate }) => fate.is !== 'there').length
  }

  /** Ids are those of an object: an id that another object has is known as `object/id`. */
  #keyOf(object: string, id: string): string {
    return this.#stored.has(`${object}/${id}`) ? `${object}/${id}` : id
  }

  #taken(object: string, id: string): boolean {
    const known = this.#stored.get(id)
    return known !== undefined && known.object !== object
  }

  delete(id: string): void {
    this.#must(id).fate = { is: 'deleted', restorable: true }
  }

  /** Not even the recycle bin has it any more. */
  purge(id: string): void {
    this.#must(id).fate = { is: 'gone' }
  }

  /** Everything there is, for comparing end states. */
  state(): unknown {
    const sorted = [...this.#stored].sort(([one], [two]) => (one < two ? -1 : 1))
    const records = sorted.map(([id, { object, values, fate }]) => ({
      id,
      object,
      values: { ...values },
      fate,
    }))
    const ties = this.ties.list()
    return ties.length === 0 ? records : [...records, ...ties]
  }

  of(object: string): ScriptedObject {
    const found = this.objects[object]
    if (!found) throw new Error(`the scripted CRM has no ${object}`)
    return found
  }

  #must(id: string): Stored {
    const stored = this.#stored.get(id)
    if (!stored) throw new Error(`the scripted CRM has no record ${id}`)
    return stored
  }

  #there(object: string, id: string): Stored | null {
    const stored = this.#stored.get(this.#keyOf(object, id))
    return stored?.object === object && stored.fate.is === 'there' ? stored : null
  }

  fetch(object: string, ids: readonly string[]): readonly NativeRecord[] {
    if (ids.length > 2000) throw new Error('at most 2,000 ids')
    return ids.flatMap((id) => {
      const stored = this.#stored.get(this.#keyOf(object, id))
      const readable = stored?.fate.is === 'there' || (this.keepsMerged && stored?.fate.is === 'merged')
      return stored?.object === object && readable ? [{ id, values: { ...stored.values } }] : []
    })
  }

  children(object: string, ids: readonly string[], whole: boolean): ChildRead {
    if (ids.length > 400) throw new Error('at most 400 ids')
    const asked = new Set(ids)
    const plain = this.of(object).relationships.filter(({ tiesPerRequest }) => tiesPerRequest === undefined)
    const there = plain.some((one) => this.#kinds.has(one.object))
      ? Map.groupBy(
          [...this.#stored].filter(([, { fate }]) => fate.is === 'there'),
          ([, { object: of }]) => of,
        )
      : new Map<string, [string, Stored][]>()
    const rows = this.of(object).relationships.flatMap((relation) => {
      if (relation.tiesPerRequest !== undefined) return this.ties.rowsOn(object, relation.name, asked)
      const candidates = there.get(relation.object)
      if (candidates === undefined) return []
      const pointers = new Map(
        [...asked].map((id) => [relation.anchor ? this.#must(id).values[relation.anchor] : id, id]),
      )
      return candidates.flatMap(([id, { values }]): readonly ChildRow[] => {
        const pointer = values[relation.field]
        const member = pointers.get(pointer ?? '')
        if (member === undefined) return []
        const kept = whole || relation.undo === 'create' ? { ...values } : {}
        const slot = this.#slotOf(object, relation.name, values)
        return [{ relationship: relation.name, id, member, pointer: String(pointer), slot, values: kept }]
      })
    })
    return { rows, blind: this.blind }
  }

  #slotOf(object: string, relation: string, values: Values): string | null {
    const by = this.of(object).slots[relation]
    return by === undefined ? null : String(values[by])
  }

  merge(object: string, { survivor, losers, values }: MergeStep): StepOutcome<{ survivorId: string }> {
    const members = [survivor.id, ...losers.map(({ id }) => id)]
    if (members.some((id) => !this.#there(object, id))) return refused('ENTITY_IS_DELETED')
    if (members.length > (this.of(object).abilities.merge?.recordsPerMerge ?? 0))
      return refused('MERGE_FAILED')
    this.set(this.#keyOf(object, survivor.id), values)
    const key = this.#keyOf(object, survivor.id)
    if (this.fills) for (const { id } of losers) this.#fill(key, this.#keyOf(object, id))
    const into = this.mergesIntoNew ? this.add(object, members.join('+'), { ...this.get(key) }) : survivor.id
    if (into !== survivor.id) this.set(into, { Id: into })
    for (const id of members.filter((member) => member !== into)) {
      this.#moveRows(object, id, into)
      this.ties.move(object, id, into)
      this.ties.retarget(this.#leadingTo(object), id, into)
      this.#must(this.#keyOf(object, id)).fate = { is: 'merged', into, restorable: !this.mergesIntoNew }
    }
    return { result: 'done', survivorId: into }
  }

  #leadingTo(object: string): ReadonlySet<string> {
    const all = Object.values(this.objects).flatMap(({ relationships }) => relationships)
    const ties = all.filter((one) => one.object === object && one.tiesPerRequest !== undefined)
    return new Set(ties.map(({ name }) => name))
  }

  #fill(survivor: string, loser: string): void {
    const [kept, gone] = [this.#must(survivor).values, this.#must(loser).values]
    for (const name of ['firstname', 'jobtitle', 'phone'])
      if (kept[name] === null || kept[name] === '') kept[name] = gone[name] ?? null
    if (Number(gone.stage ?? 0) > Number(kept.stage ?? 0)) kept.stage = gone.stage ?? null
    const more = [kept.more, gone.email, gone.more].filter((one) => one)
    if (gone.email || gone.more) kept.more = more.join(';')
  }

  attach(object: string, tie: Tie): StepOutcome {
    if (!this.#there(object, tie.member)) return refused('OBJECT_NOT_FOUND')
    const primary = tie.row.endsWith(':primary')
    const own = this.ties.rowsOn(object, tie.relationship, new Set([tie.member]))
    if (primary)
      for (const { id } of own.filter(({ slot }) => slot === 'primary'))
        this.ties.drop(object, { ...tie, row: id })
    this.ties.add(object, tie.member, tie.relationship, tie.row)
    const other = this.#mirrorOf(tie)
    if (other !== null) this.ties.add(other.object, other.member, other.relationship, other.row)
    return { result: 'done' }
  }

  detach(object: string, tie: Tie): StepOutcome {
    this.ties.drop(object, tie)
    const other = this.#mirrorOf(tie)
    if (other !== null) this.ties.drop(other.object, other)
    return { result: 'done' }
  }

  /** The same tie from its other end, where that is a record that has ties. */
  #mirrorOf({ relationship, member, row }: Tie): (Tie & { readonly object: string }) | null {
    const [own = '', object = ''] = relationship.split('.')
    const [to = '', how = ''] = row.split(':')
    const name = `${object}.${own}`
    const has = this.objects[object]?.relationships.some((one) => one.name === name) ?? false
    const mirrored = how === 'parent' ? 'branch' : how === 'branch' ? 'parent' : how
    return has ? { object, relationship: name, member: to, row: `${member}:${mirrored}` } : null
  }

  remove(object: string, id: string): StepOutcome {
    const stored = this.#there(object, id)
    if (stored === null) return refused('OBJECT_NOT_FOUND')
    stored.fate = { is: 'deleted', restorable: this.restores }
    this.ties.end(object, id)
    this.ties.retarget(this.#leadingTo(object), id, null)
    return { result: 'done' }
  }

  /** Somebody takes a record out of the recycle bin; its ties do not come along. */
  byHand(id: string): void {
    this.#must(id).fate = { is: 'there' }
  }

  #moveRows(object: string, from: string, to: string): void {
    const taken = new Set(
      this.children(object, [to], false).rows.map(({ relationship: name, slot }) => `${name} ${slot}`),
    )
    for (const row of this.children(object, [from], false).rows) {
      const relation = this.of(object).relationships.find(({ name }) => name === row.relationship)
      if (!relation || relation.tiesPerRequest !== undefined) continue
      if (!relation.moves || (row.slot !== null && taken.has(`${row.relationship} ${row.slot}`))) {
        this.delete(row.id)
        continue
      }
      const target = relation.anchor ? (this.#must(to).values[relation.anchor] ?? null) : to
      this.set(row.id, {
        [relation.field]: target,
        ...Object.fromEntries(relation.changes.map((name) => [name, false])),
      })
    }
  }

  update(object: string, { id, values }: RecordUpdate): StepOutcome {
    if (!this.#there(object, id)) return refused('ENTITY_IS_DELETED')
    if (this.#isTaken(object, id, values)) return refused('CONFLICT')
    this.set(this.#keyOf(object, id), values)
    return { result: 'done' }
  }

  create(object: string, values: Values): StepOutcome<{ id: string }> {
    if (this.#isTaken(object, null, values)) return refused('CONFLICT')
    const id = this.add(object, `new${this.#created++}`, values)
    this.#made.push({ object, id, values })
    return { result: 'done', id }
  }

  /** Made with exactly these values; a look for some ids does not lag. */
  madeWith(object: string, values: Values, ids?: readonly string[]): readonly string[] {
    const isMadeSo = (made: Values): boolean =>
      Object.entries(values).every(([name, value]) => (made[name] ?? null) === value)
    const found = this.#made.flatMap((one) =>
      one.object === object && isMadeSo(one.values) && this.#there(object, one.id) ? [one.id] : [],
    )
    if (ids !== undefined) return found.filter((id) => ids.includes(id))
    if (found.length === 0 || this.lag === 0) return found
    this.lag--
    return []
  }

  #isTaken(object: string, id: string | null, values: Values): boolean {
    const own = this.#addressesIn(values)
    return [...this.#stored].some(
      ([other, stored]) =>
        other !== id &&
        stored.object === object &&
        stored.fate.is === 'there' &&
        this.#addressesIn(stored.values).some((address) => own.includes(address)),
    )
  }

  #addressesIn(values: Values): readonly string[] {
    return this.addresses.flatMap((name) => String(values[name] ?? '').split(';')).filter((one) => one)
  }

  restore(object: string, id: string): StepOutcome {
    const stored = this.#stored.get(id)
    if (stored?.object !== object || stored.fate.is === 'gone') return refused('INVALID_ID_FIELD')
    if (stored.fate.is === 'there' || !stored.fate.restorable) return refused('UNDELETE_FAILED')
    stored.fate = { is: 'there' }
    return { result: 'done' }
  }
}

function refused(code: string): { result: 'refused'; code: string; message: string; retryable: boolean } {
  return { result: 'refused', code, message: 'as the platform words it', retryable: false }
}
