import { done, NotTested, openRecords, type TestRecords, type TestTrial } from '../../../src/kit/certify.ts'
import type { Value } from '../../../src/kit/record.ts'
import type { Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'

export type Row = Readonly<Record<string, unknown>>

/** What the chapters work with: test records and their columns as they were. */
export interface Bench extends TestRecords {
  readonly writer: Writer
  readonly api: Api
  readonly trial: TestTrial
  /** Columns of test records before a chapter changed them, by name. */
  readonly before: Map<string, Row>
  /** Makes one that this org may not let us make; what needs it is then not tested. */
  readonly tryMake: (
    name: string,
    object: string,
    values: () => Readonly<Record<string, Value>>,
  ) => Promise<void>
  /** Null when the org does not show it; `all` sees deleted ones too. */
  readonly row: (object: string, id: string, columns: string, all?: boolean) => Promise<Row | null>
  readonly rows: (soql: string) => Promise<readonly Row[]>
}

export function openBench(api: Api, writer: Writer, trial: TestTrial): Bench {
  const rows = async (soql: string, all = false): Promise<readonly Row[]> => {
    const call = { path: queryPath(soql, all), purpose: 'certify', doing: 'looking at test records' }
    return (await api.json(QueryPage, call)).data.records
  }
  const records = openRecords(writer, trial)
  return {
    ...records,
    tryMake: (name, object, values) =>
      records.attempt(name, async () => await records.make(name, object, values())),
    writer,
    api,
    trial,
    before: new Map(),
    row: async (object, id, columns, all = false) =>
      (await rows(`SELECT ${columns} FROM ${object} WHERE Id = ${quote(id)}`, all))[0] ?? null,
    rows,
  }
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
