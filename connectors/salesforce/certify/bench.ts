import { NotTested, reasonOf, type Seen, type TestTrial } from '../../../src/kit/certify.ts'
import type { Value } from '../../../src/kit/record.ts'
import type { StepOutcome, Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'

export type Row = Readonly<Record<string, unknown>>

/** What the chapters work with: test records by names of their own, and their columns as they were. */
export interface Bench {
  readonly writer: Writer
  readonly api: Api
  readonly trial: TestTrial
  /** Columns of test records before a chapter changed them, by name. */
  readonly before: Map<string, Row>
  /** Makes a record that everything else needs. */
  readonly make: (name: string, object: string, values: Readonly<Record<string, Value>>) => Promise<string>
  /** Makes one that this org may not let us make; what needs it is then not tested. */
  readonly tryMake: (
    name: string,
    object: string,
    values: () => Readonly<Record<string, Value>>,
  ) => Promise<void>
  /** Throws `NotTested` when it was not made. */
  readonly id: (name: string) => string
  /** Null when the org does not show it; `all` sees deleted ones too. */
  readonly row: (object: string, id: string, columns: string, all?: boolean) => Promise<Row | null>
  readonly rows: (soql: string) => Promise<readonly Row[]>
}

export function openBench(api: Api, writer: Writer, trial: TestTrial): Bench {
  const ids = new Map<string, string>()
  const failed = new Map<string, string>()
  const rows = async (soql: string, all = false): Promise<readonly Row[]> => {
    const call = { path: queryPath(soql, all), purpose: 'certify', doing: 'looking at test records' }
    return (await api.json(QueryPage, call)).data.records
  }
  const make: Bench['make'] = async (name, object, values) => {
    if (trial.signal.aborted) throw new NotTested('interrupted')
    const [outcome] = await writer.create(object, [values])
    const { id } = done(`making ${object}`, outcome)
    await trial.made({ object, id })
    ids.set(name, id)
    return id
  }
  return {
    writer,
    api,
    trial,
    before: new Map(),
    make,
    tryMake: async (name, object, values) => {
      try {
        await make(name, object, values())
      } catch (error) {
        failed.set(name, reasonOf(error))
      }
    },
    id: (name) => {
      const id = ids.get(name)
      if (id === undefined) throw new NotTested(failed.get(name) ?? `${name} was not made`)
      return id
    },
    row: async (object, id, columns, all = false) =>
      (await rows(`SELECT ${columns} FROM ${object} WHERE Id = ${quote(id)}`, all))[0] ?? null,
    rows,
  }
}

/** Throws `NotTested` with the org's own code unless it was done. */
export function done<Done extends object>(doing: string, outcome: StepOutcome<Done> | undefined): Done {
  if (outcome?.result === 'done') return outcome
  if (outcome?.result === 'refused') throw new NotTested(`${doing}: ${outcome.code}, ${outcome.message}`)
  throw new NotTested(`${doing}: nobody knows whether it was done`)
}

export function verdict(is: boolean, saw: string): Seen {
  return { is: is ? 'confirmed' : 'contradicted', saw }
}

/** Throws `NotTested` when the row is not there. */
export function there(row: Row | null, what: string): Row {
  if (row === null) throw new NotTested(`${what} is not to be seen`)
  return row
}

export async function mergeInto(bench: Bench, object: string, survivor: string, losers: readonly string[]) {
  const key = (id: string) => ({ connection: 'certify', object, id })
  const step = { survivor: key(survivor), losers: losers.map(key), values: {} }
  done(`merging ${object}`, (await bench.writer.merge(object, [step]))[0])
}

export async function remember(bench: Bench, name: string, object: string, columns: string): Promise<void> {
  const row = await bench.row(object, bench.id(name), columns)
  if (row !== null) bench.before.set(name, row)
}

/** Stamps are exact to the second, so that a second has to pass before they can differ. */
export const aSecond = 1100
