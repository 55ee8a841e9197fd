import { Client } from '@hubspot/api-client'
import { insertLogin } from '../../../../emulators/hubspot/account/tables.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { addUser } from '../../../../emulators/hubspot/people/change.ts'
import { insertRole, insertTeam } from '../../../../emulators/hubspot/people/tables.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import {
  type EmulatedAccount,
  type HubspotOptions,
  startHubspotAccount,
} from '../../../../emulators/index.ts'

export interface OpenClient extends AsyncDisposable {
  readonly account: EmulatedAccount
  readonly client: Client
  /** The last raw answer, and how many came. */
  readonly last: { body: unknown; status: number; count: number }
}

/** A small account and the vendor's client for it, which keeps what really came over the wire. */
export async function openClient(options: HubspotOptions = {}): Promise<OpenClient> {
  const account = await startHubspotAccount({ seed: 5, fill, ...options })
  const last = { body: undefined as unknown, status: 0, count: 0 }
  const client = new Client({
    accessToken: account.accessToken,
    basePath: account.url,
    middleware: [
      { pre: async (context) => context, post: async (context) => keep(context as Arrived, last) },
    ],
  })
  return { account, client, last, [Symbol.asyncDispose]: () => account.close() }
}

interface Arrived {
  readonly httpStatusCode: number
  body: { text: () => Promise<string>; binary: () => Promise<Buffer> }
}

async function keep(context: Arrived, last: OpenClient['last']): Promise<Arrived> {
  const text = await context.body.text()
  last.body = text === '' ? undefined : JSON.parse(text)
  last.status = context.httpStatusCode
  last.count += 1
  context.body = { text: async () => text, binary: async () => Buffer.from(text) }
  return context
}

/** Contacts 1 to 6, companies 11 to 13, deals 21 and 22, tickets 31 and 32. */
function fill(org: Org): void {
  for (let n = 1; n <= 6; n += 1)
    insertRecord(org, 'contacts', {
      id: String(n),
      properties: { email: `person${n}@x.example`, firstname: `First ${n}`, lastname: 'Same' },
    })
  for (let n = 11; n <= 13; n += 1)
    insertRecord(org, 'companies', {
      id: String(n),
      properties: { name: `Company ${n}`, domain: `c${n}.example` },
    })
  for (let n = 21; n <= 22; n += 1)
    insertRecord(org, 'deals', {
      id: String(n),
      properties: { dealname: `Deal ${n}`, dealstage: 'closedwon', pipeline: 'default' },
    })
  for (let n = 31; n <= 32; n += 1)
    insertRecord(org, 'tickets', {
      id: String(n),
      properties: { subject: `Ticket ${n}`, hs_pipeline: '0', hs_pipeline_stage: '1' },
    })
  insertRole(org, { id: 900, name: 'Sales' })
  insertTeam(org, { id: 800, name: 'North' })
  const { userId } = addUser(org, {
    email: 'seller@x.example',
    firstName: 'Sally',
    lastName: 'Seller',
    roleIds: [900],
    primaryTeamId: 800,
  })
  addUser(org, { email: 'gone@x.example', active: false })
  insertLogin(org, {
    at: org.clock.now().getTime() - 60_000,
    userId: Number(userId),
    email: 'seller@x.example',
    succeeded: true,
    ipAddress: '192.0.2.7',
    countryCode: 'de',
  })
}
