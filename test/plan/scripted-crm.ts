import type {
  Abilities,
  ChildRead,
  Connection,
  StepOutcome,
  StrayId,
  WriteCheck,
  Writer,
} from '../../src/kit/index.ts'
import { ScriptedStore } from './scripted-store.ts'

export type Verb = keyof Writer

/** One call of the writer, as a script sees it. `n` counts calls from 0, over all verbs. */
export interface ScriptedCall {
  readonly n: number
  readonly verb: Verb
  readonly object: string
  readonly ids: readonly string[]
}

/** What a script lets happen to a call; a function that throws or waits does so at that moment. */
export interface Mishap {
  readonly before?: () => void
  /** After the CRM has done it, before anybody is answered. */
  readonly after?: () => void
  /** Instead of the answer: done, but nobody is told. Writes only. */
  readonly dropped?: boolean
  /** It never arrives, and nobody is told. Writes only. */
  readonly lost?: boolean
  /** Instead of doing it; by item. Null lets the item through. */
  readonly refuse?: (id: string) => { readonly code: string; readonly retryable: boolean } | null
  /** Answers of merges name this record as the one that lives on. */
  readonly named?: string
}

/**
 * A CRM in memory that follows the contract of `Writer`. `script` is asked before every call; `automation` runs in
 * the transaction of every write, as triggers do.
 */
export class ScriptedCrm extends ScriptedStore {
  readonly log: ScriptedCall[] = []
  /** As the vendor would meter them: children in requests of five relationships, unless `reads` says otherwise. */
  metered = 0
  reads: Abilities['reads'] = undefined
  script: (call: ScriptedCall) => Mishap | undefined = () => undefined
  automation: (verb: Verb, object: string, id: string) => void = () => {}
  verdict: WriteCheck = { forbidden: [], blind: [], bin: null, systems: [] }
  strays: readonly StrayId[] = []

  readonly #late = new Map<number, () => void>()

  /** Carries out a lost call after all, once it is called. */
  later(n: number): () => void {
    return () => this.#late.get(n)?.()
  }

  calls(verb: Verb): readonly ScriptedCall[] {
    return this.log.filter((call) => call.verb === verb)
  }

  readonly writer: Writer = {
    abilities: async (object) => this.#abilities(object),
    relationships: async (object) => this.of(object).relationships,
    check: async () => this.#look('check', '*', [], 1, () => this.verdict),
    bin: async () => this.#look('bin', '*', [], 1, () => this.#bin()),
    examine: async (object, groups) => this.#look('examine', object, [], 1, () => groups.map(() => [])),
    fetch: async (object, ids) =>
      this.#look('fetch', object, ids, parts(ids, this.reads?.records ?? 2000), () =>
        this.fetch(object, ids),
      ),
    children: async (object, ids, options) => {
      const count = options?.only?.length ?? this.of(object).relationships.length
      const cost = Math.ceil(count / (this.reads?.relationships ?? 5))
      return this.#look('children', object, ids, cost * parts(ids, this.reads?.parents ?? 400), () =>
        this.#only(options?.only, this.children(object, ids, options?.whole === true)),
      )
    },
    fates: async (object, ids) =>
      this.#look(
        'fates',
        object,
        ids,
        parts(ids, this.reads?.records ?? 2000),
        () => new Map(ids.map((id) => [id, this.fateOf(id, object)])),
      ),
    strays: async (ids) => this.#look('strays', '*', ids, 1, () => ({ found: this.strays, notSearched: [] })),
    script: () => null,
    merge: async (object, steps) =>
      this.#write(
        'merge',
        object,
        steps,
        (step) => step.survivor.id,
        (step) => this.merge(object, step),
      ),
    update: async (object, updates) =>
      this.#write(
        'update',
        object,
        updates,
        ({ id }) => id,
        (update) => this.update(object, update),
      ),
    create: async (object, records) =>
      this.#write(
        'create',
        object,
        records,
        () => '',
        (values) => this.create(object, values),
      ),
    created: async (object, _, values, { ids } = {}) =>
      this.#look('created', object, [], 1, () => this.madeWith(object, values, ids)),
    restore: async (object, ids) =>
      this.#write(
        'restore',
        object,
        ids,
        (id) => id,
        (id) => this.restore(object, id),
      ),
    attach: async (object, ties) =>
      this.#write(
        'attach',
        object,
        ties,
        ({ row }) => row,
        (tie) => this.attach(object, tie),
      ),
    detach: async (object, ties) =>
      this.#write(
        'detach',
        object,
        ties,
        ({ row }) => row,
        (tie) => this.detach(object, tie),
      ),
    remove: async (object, ids) =>
      this.#write(
        'remove',
        object,
        ids,
        (id) => id,
        (id) => this.remove(object, id),
      ),
  }

  /** Only what applying and undoing ask of a connection. */
  connection(identity: Partial<Connection['identity']> = {}): Connection & { readonly writer: Writer } {
    return {
      identity: {
        crm: 'scripted',
        orgId: '00D000000000001EAA',
        host: 'scripted.example',
        user: 'admin@scripted.example',
        production: false,
        apiVersion: '1',
        ...identity,
      },
      mappings: [],
      describe: async (names) => names.map((name) => this.of(name).description),
      preflight: async () => ({ calls: {}, records: {}, gaps: [] }),
      read: () => {
        throw new Error('the scripted CRM is not scanned')
      },
      facts: async () => ({ complete: true, facts: [] }),
      calls: () => ({ total: this.metered, byPurpose: {}, org: null }),
      writer: this.writer,
      [Symbol.asyncDispose]: async () => {},
    }
  }

  /** What was in it, and what went in since. */
  /** What ends as another record does not come back under its own id. */
  #abilities(object: string): Abilities {
    const { abilities } = this.of(object)
    const { merge } = abilities
    if (!this.mergesIntoNew || merge === null) return abilities
    return { ...abilities, merge: { ...merge, undo: { kind: 'impossible', why: 'a new record lives on' } } }
  }

  #bin(): WriteCheck['bin'] {
    const { bin } = this.verdict
    if (bin === null) return null
    return { ...bin, used: bin.used + this.ended() }
  }

  #only(names: readonly string[] | undefined, { rows, blind }: ChildRead): ChildRead {
    return { rows: rows.filter(({ relationship }) => names?.includes(relationship) ?? true), blind }
  }

  #enter(verb: Verb, object: string, ids: readonly string[], cost: number): Mishap {
    const call = { n: this.log.length, verb, object, ids }
    this.log.push(call)
    const mishap = this.script(call) ?? {}
    mishap.before?.()
    this.metered += cost
    return mishap
  }

  #look<T>(verb: Verb, object: string, ids: readonly string[], cost: number, answer: () => T): T {
    const mishap = this.#enter(verb, object, ids, cost)
    const answered = answer()
    mishap.after?.()
    return answered
  }

  #write<Item, Done extends object>(
    verb: Verb,
    object: string,
    items: readonly Item[],
    idOf: (item: Item) => string,
    run: (item: Item) => StepOutcome<Done>,
  ): readonly StepOutcome<Done>[] {
    const mishap = this.#enter(verb, object, items.map(idOf), 1)
    const carryOut = () => {
      for (const item of items) run(item)
    }
    this.#late.set(this.log.length - 1, carryOut)
    const unknown = items.map((): StepOutcome<Done> => ({ result: 'unknown', cause: 'connection lost' }))
    if (mishap.lost) return unknown
    const outcomes = items.map((item): StepOutcome<Done> => {
      const refusal = mishap.refuse?.(idOf(item))
      if (refusal) return { result: 'refused', message: 'as scripted', ...refusal }
      const outcome = run(item)
      if (outcome.result !== 'done') return outcome
      this.automation(verb, object, idOf(item))
      return mishap.named === undefined ? outcome : { ...outcome, survivorId: mishap.named }
    })
    mishap.after?.()
    return mishap.dropped ? unknown : outcomes
  }
}

function parts(ids: readonly string[], size: number): number {
  return Math.ceil(ids.length / size)
}
