import type { EmulatedOrg } from '../../emulators/index.ts'

export type Row = Readonly<Record<string, unknown>> & { readonly Id: string }

const version = '/services/data/v66.0'

/** A client that knows nothing of Steward: HTTP, the REST API and its query language. */
export class ForeignClient {
  readonly #org: Pick<EmulatedOrg, 'url' | 'accessToken'>
  readonly #fields = new Map<string, Promise<readonly FieldDescribe[]>>()

  constructor(org: Pick<EmulatedOrg, 'url' | 'accessToken'>) {
    this.#org = org
  }

  async get<T>(path: string): Promise<T> {
    const { url, accessToken } = this.#org
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${accessToken}` } })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  /** All pages; `deleted`: also what lies in the recycle bin. */
  async query(soql: string, deleted = false): Promise<readonly Row[]> {
    const rows: Row[] = []
    let next: string | undefined =
      `${version}/${deleted ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`
    while (next !== undefined) {
      const page: { records: readonly Row[]; nextRecordsUrl?: string } = await this.get(next)
      rows.push(...page.records.map(({ attributes: _, ...row }) => row as Row))
      next = page.nextRecordsUrl
    }
    return rows
  }

  async within(object: string, columns: string, field: string, ids: readonly string[], deleted = false) {
    const found: Row[] = []
    for (let at = 0; at < ids.length; at += 200) {
      const some = ids.slice(at, at + 200).map((id) => `'${id}'`)
      found.push(
        ...(await this.query(`SELECT ${columns} FROM ${object} WHERE ${field} IN (${some})`, deleted)),
      )
    }
    return found
  }

  fields(object: string): Promise<readonly FieldDescribe[]> {
    const known =
      this.#fields.get(object) ??
      this.get<{ fields: readonly FieldDescribe[] }>(`${version}/sobjects/${object}/describe`).then(
        ({ fields }) => fields,
      )
    this.#fields.set(object, known)
    return known
  }

  /** What points to records of an object, but for their own history, feed, sharing and records merged earlier. */
  async pointers(object: string): Promise<readonly { readonly object: string; readonly field: string }[]> {
    const described = await this.get<{ childRelationships: readonly ChildRelationship[] }>(
      `${version}/sobjects/${object}/describe`,
    )
    return described.childRelationships
      .filter(({ childSObject, field, deprecatedAndHidden }) => {
        const own = /(History|Feed|Share|ChangeEvent)$/.test(childSObject)
        return !own && field !== 'MasterRecordId' && deprecatedAndHidden !== true
      })
      .map(({ childSObject, field }) => ({ object: childSObject, field }))
  }

  /** Every row of every object that can be read, the recycle bin included, as `Object Id field=value …`, sorted. */
  async dump({ without = /^$/ }: { readonly without?: RegExp } = {}): Promise<readonly string[]> {
    const { sobjects } = await this.get<{
      sobjects: readonly { name: string; queryable: boolean }[]
    }>(`${version}/sobjects`)
    const lines: string[] = []
    for (const { name, queryable } of sobjects) {
      if (!queryable) continue
      const fields = (await this.fields(name)).filter(({ type }) => type !== 'address' && type !== 'location')
      const columns = fields.map((field) => field.name)
      if (!columns.includes('SystemModstamp') && !columns.includes('CreatedDate')) continue // setup, not data
      for (const row of await this.query(`SELECT ${columns.join(', ')} FROM ${name}`, true)) {
        const cells = columns
          .filter((column) => !without.test(`${name}.${column}`))
          .map((column) => `${column}=${JSON.stringify(row[column] ?? null)}`)
        lines.push(`${name} ${cells.join(' ')}`)
      }
    }
    return lines.sort()
  }
}

interface FieldDescribe {
  readonly name: string
  readonly type: string
}

interface ChildRelationship {
  readonly childSObject: string
  readonly field: string
  readonly deprecatedAndHidden?: boolean
}

/** The first lines that only one of both has; equal lines are counted. */
export function differing(is: readonly string[], was: readonly string[]): readonly string[] {
  const surplus = new Map<string, number>()
  for (const line of is) surplus.set(line, (surplus.get(line) ?? 0) + 1)
  for (const line of was) surplus.set(line, (surplus.get(line) ?? 0) - 1)
  const all = [...surplus].filter(([, count]) => count !== 0)
  return all.slice(0, 6).map(([line, count]) => `${count > 0 ? '+' : ''}${count} ${line}`)
}
