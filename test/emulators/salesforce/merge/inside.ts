import { afterAll, beforeAll } from 'vitest'
import {
  type EmulatedOrg,
  type SalesforceOrgOptions,
  startSalesforceOrg,
} from '../../../../emulators/index.ts'
import { fullAccess, type Org, type Session } from '../../../../emulators/salesforce/org.ts'
import { type CellValue, insertRows } from '../../../../emulators/salesforce/store/insert.ts'
import { createRecord } from '../../../../emulators/salesforce/store/write.ts'
import { ask } from '../../client.ts'
import { soap } from '../soap.ts'

type Row = Readonly<Record<string, unknown>>

/** A running org, seen from outside by SOAP and from inside by SQL. */
export interface Inside {
  readonly server: EmulatedOrg
  readonly org: Org
  /** The administrator without a session. */
  readonly system: () => Session
  readonly make: (object: string, values: Row) => string
  /** Past the API's checks, for what only the platform writes. */
  readonly plant: (object: string, values: Readonly<Record<string, CellValue>>) => string
  readonly row: (object: string, id: string) => Row
  readonly ids: (object: string, where: string) => string[]
  /** The answer's text; `token` for another user than the administrator. */
  readonly call: (operation: string, token?: string, headers?: string) => Promise<string>
}

/** One org for all tests of a file; they make their own records. */
export function useOrg(options: SalesforceOrgOptions = {}): Inside {
  let org: Org | undefined
  let server: EmulatedOrg | undefined
  beforeAll(async () => {
    server = await startSalesforceOrg({
      ...options,
      fill: (inside) => {
        org = inside
      },
    })
  })
  afterAll(() => server?.close())
  const within = () => org as Org
  const system = (): Session => ({
    userId: String(within().db.prepare('SELECT "Id" AS id FROM "User" ORDER BY "Id" LIMIT 1').get()?.id),
    username: 'system',
    token: '',
    access: fullAccess,
  })
  const ids = (object: string, where: string) =>
    within()
      .db.prepare(`SELECT "Id" AS id FROM "${object}" WHERE ${where} ORDER BY "Id"`)
      .all()
      .map(({ id }) => String(id))
  return {
    get server() {
      return server as EmulatedOrg
    },
    get org() {
      return within()
    },
    system,
    make: (object, values) => createRecord(within(), system(), object, values),
    plant: (object, values) => {
      insertRows(within(), object, Object.keys(values), [Object.values(values)], { userId: system().userId })
      return ids(object, '1').at(-1) ?? ''
    },
    row: (object, id) =>
      (within().db.prepare(`SELECT * FROM "${object}" WHERE "Id" = ?`).get(id) ?? {}) as Row,
    ids,
    call: async (operation, token = (server as EmulatedOrg).accessToken, headers = '') => {
      const body = soap(operation, token).replace('</env:Header>', `${headers}</env:Header>`)
      return (await ask(server as EmulatedOrg, 'POST', '/services/Soap/u/66.0', { body, token: null })).text
    },
  }
}

/** One merge request as XML. */
export function request(
  type: string,
  masterId: string,
  loserIds: readonly string[],
  { fields = '', before = '', element = 'request' } = {},
): string {
  const losers = loserIds.map((id) => `<recordToMergeIds>${id}</recordToMergeIds>`).join('')
  return `<${element}>${before}<masterRecord><type>${type}</type><Id>${masterId}</Id>${fields}</masterRecord>${losers}</${element}>`
}

/** `success`, or the codes of the errors, of each result. */
export function outcomes(text: string): string[] {
  return (text.match(/<result>.*?<\/result>/gs) ?? []).map((result) =>
    result.includes('<success>true</success>')
      ? 'success'
      : (result.match(/(?<=<statusCode>)\w+/g) ?? ['nothing']).join(' '),
  )
}
