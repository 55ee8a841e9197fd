import type {
  ChildRead,
  ChildRow,
  Fate,
  Gap,
  MergeStep,
  NativeRecord,
  RecordUpdate,
  StepOutcome,
  Value,
} from '../../src/kit/index.ts'
import { type ScriptedObject, scriptedObjects } from './scripted-objects.ts'

type Values = Readonly<Record<string, Value>>

interface Stored {
  readonly object: string
  readonly values: Record<string, Value>
  fate: Fate
}

/** Records in memory, and what merging, deleting and restoring do to them and to the rows that hang on them. */
export class ScriptedStore {
  readonly #stored = new Map<string, Stored>()
  readonly objects: Readonly<Record<string, ScriptedObject>>
  blind: readonly Gap[] = []
  /** A merge ends all its records, and a new one stands for them. */
  mergesIntoNew = false
  /** Records that were merged away can still be read, as where an org keeps merged cases. */
  keepsMerged = false
  #created = 0

  constructor(objects: Readonly<Record<string, ScriptedObject>> = scriptedObjects) {
    this.objects = objects
  }

  add(object: string, id: string, values: Values = {}): string {
    const blank = Object.fromEntries(this.of(object).description.fields.map(({ name }) => [name, null]))
    this.#stored.set(id, { object, values: { ...blank, Id: id, ...values }, fate: { is: 'there' } })
    return id
  }

  set(id: string, values: Values): void {
    Object.assign(this.#must(id).values, values)
  }

  get(id: string): Values {
    return this.#must(id).values
  }

  fateOf(id: string): Fate {
    return this.#stored.get(id)?.fate ?? { is: 'gone' }
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
    return [...this.#stored].map(([id, { object, values, fate }]) => ({
      id,
      object,
      values: { ...values },
      fate,
    }))
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
    const stored = this.#stored.get(id)
    return stored?.object === object && stored.fate.is === 'there' ? stored : null
  }

  fetch(object: string, ids: readonly string[]): readonly NativeRecord[] {
    if (ids.length > 2000) throw new Error('at most 2,000 ids')
    return ids.flatMap((id) => {
      const stored = this.#stored.get(id)
      const readable = stored?.fate.is === 'there' || (this.keepsMerged && stored?.fate.is === 'merged')
      return stored?.object === object && readable ? [{ id, values: { ...stored.values } }] : []
    })
  }

  children(object: string, ids: readonly string[], whole: boolean): ChildRead {
    if (ids.length > 400) throw new Error('at most 400 ids')
    const asked = new Set(ids)
    const there = Map.groupBy(
      [...this.#stored].filter(([, { fate }]) => fate.is === 'there'),
      ([, { object: of }]) => of,
    )
    const rows = this.of(object).relationships.flatMap((relation) => {
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
    this.set(survivor.id, values)
    const into = this.mergesIntoNew
      ? this.add(object, `merged${this.#created++}`, { ...this.get(survivor.id) })
      : survivor.id
    if (into !== survivor.id) this.set(into, { Id: into })
    for (const id of members.filter((member) => member !== into)) {
      this.#moveRows(object, id, into)
      this.#must(id).fate = { is: 'merged', into, restorable: !this.mergesIntoNew }
    }
    return { result: 'done', survivorId: into }
  }

  #moveRows(object: string, from: string, to: string): void {
    const taken = new Set(
      this.children(object, [to], false).rows.map(({ relationship: name, slot }) => `${name} ${slot}`),
    )
    for (const row of this.children(object, [from], false).rows) {
      const relation = this.of(object).relationships.find(({ name }) => name === row.relationship)
      if (!relation) continue
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
    this.set(id, values)
    return { result: 'done' }
  }

  create(object: string, values: Values): StepOutcome<{ id: string }> {
    const id = this.add(object, `new${this.#created++}`, values)
    return { result: 'done', id }
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
