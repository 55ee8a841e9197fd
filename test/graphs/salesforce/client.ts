import type { EmulatedOrg } from '../../../emulators/salesforce/index.ts'
import { type Answer, ask } from '../../emulators/client.ts'
import type { Dump } from '../differences.ts'

export interface Column {
  readonly name: string
  readonly type: string
  readonly length: number
  readonly precision: number
  readonly scale: number
  readonly nillable: boolean
  readonly createable: boolean
  readonly updateable: boolean
  readonly unique: boolean
  readonly defaultedOnCreate: boolean
  readonly referenceTo: readonly string[]
  readonly picklistValues: readonly { readonly value: string; readonly active: boolean }[]
}

export interface Described {
  readonly name: string
  readonly queryable: boolean
  readonly createable: boolean
  readonly deletable: boolean
  readonly fields: readonly Column[]
  readonly childRelationships: readonly { readonly childSObject: string; readonly field: string }[]
}

const base = '/services/data/v66.0'

/** By variant of the org: what is described does not depend on what is in it. */
const known = new Map<string, Promise<ReadonlyMap<string, Described>>>()

/** The org as a plain client sees it, over HTTP and without any of our own code. */
export class PlainClient {
  readonly #org: EmulatedOrg
  readonly #variant: string

  constructor(org: EmulatedOrg, variant: string) {
    this.#org = org
    this.#variant = variant
  }

  send(method: string, path: string, body?: unknown): Promise<Answer> {
    return ask(this.#org, method, base + path, {
      headers: { 'accept-encoding': 'identity' },
      ...(body === undefined ? {} : { body }),
    })
  }

  async query(soql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { status, json, text } = await this.send('GET', `/query?q=${encodeURIComponent(soql)}`)
    if (status !== 200 || json.done !== true) throw new Error(`${soql}: ${text.slice(0, 300)}`)
    return json.records
  }

  describes(): Promise<ReadonlyMap<string, Described>> {
    const found = known.get(this.#variant) ?? this.#describeAll()
    known.set(this.#variant, found)
    return found
  }

  async #describeAll(): Promise<ReadonlyMap<string, Described>> {
    const { json } = await this.send('GET', '/sobjects')
    const names: readonly string[] = json.sobjects.map(({ name }: { name: string }) => name)
    const all = await Promise.all(names.map((name) => this.send('GET', `/sobjects/${name}/describe`)))
    return new Map(all.map(({ json: one }): [string, Described] => [one.name, one]))
  }

  /** Every living row of every object that holds data, by `Object Id`. */
  async dump(): Promise<Dump> {
    const described = [...(await this.describes()).values()].filter(isData)
    const rows = await Promise.all(
      described.map(async ({ name, fields }) => {
        const columns = fields.filter(({ type }) => type !== 'address' && type !== 'location')
        const found = await this.query(`SELECT ${columns.map((one) => one.name).join(', ')} FROM ${name}`)
        return found.map(({ attributes: _, ...row }) => [`${name} ${row.Id}`, row] as const)
      }),
    )
    return new Map(rows.flat())
  }
}

/** Not setup, and not what the org notes down about others by itself. */
function isData({ name, queryable, fields }: Described): boolean {
  const has = (column: string) => fields.some((field) => field.name === column)
  return queryable && (has('SystemModstamp') || has('CreatedDate')) && !/(History|OauthToken)$/.test(name)
}
