import { createSign } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type Client, expectEqual, type Ground, run, type Step } from './step.ts'

// biome-ignore lint/suspicious/noExplicitAny: the package is installed when this runs
type Any = any

/** The original package, not the vendor's fork that the connector uses. */
export const jsforce: Client = async (ground) => {
  const folder = join(ground.folder, 'node_modules', 'jsforce')
  if (!existsSync(folder))
    await run('npm', ['install', '--prefix', ground.folder, '--no-audit', '--no-fund', 'jsforce'], {
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    })
  const require = createRequire(join(folder, 'package.json'))
  const { Connection, OAuth2 } = require('jsforce') as Any
  const { version } = require('./package.json') as { version: string }
  const { url, accessToken } = ground.org
  const connection = new Connection({ instanceUrl: url, accessToken, version: '66.0' })
  return {
    version,
    steps: [
      ...login(ground, Connection, OAuth2, connection),
      ...reading(connection),
      ...writing(connection),
      ...bulk(connection),
    ],
  }
}

function login(ground: Ground, Connection: Any, OAuth2: Any, connection: Any): Step[] {
  const { org, keyFile, jwtClientId } = ground
  return [
    [
      'identity',
      async () => {
        expectEqual('username', (await connection.identity()).username, org.username)
        return undefined
      },
    ],
    [
      'jwt',
      async () => {
        const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
        const exp = Math.floor(Date.now() / 1000) + 120
        const claims = { iss: jwtClientId, sub: org.username, aud: org.url, exp }
        const signed = `${part({ alg: 'RS256' })}.${part(claims)}`
        const key = readFileSync(keyFile, 'utf8')
        const signature = createSign('RSA-SHA256').update(signed).sign(key, 'base64url')
        const token = await new OAuth2({ loginUrl: org.url }).requestToken({
          grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
          assertion: `${signed}.${signature}`,
        })
        expectEqual('instance', token.instance_url, org.url)
        return undefined
      },
    ],
    [
      'refresh after expiry',
      async () => {
        const { clientId, clientSecret, refreshToken } = org
        const oauth2 = new OAuth2({ loginUrl: org.url, clientId, clientSecret })
        const own = new Connection({
          instanceUrl: org.url,
          oauth2,
          refreshToken,
          accessToken: `${org.orgId.slice(0, 15)}!expired`,
          version: '66.0',
        })
        return `${(await own.query('SELECT COUNT() FROM Account')).totalSize} accounts`
      },
    ],
  ]
}

function reading(connection: Any): Step[] {
  return [
    [
      'query and queryMore',
      async () => {
        const pages = [await connection.query('SELECT Id, Name FROM Contact')]
        while (!pages.at(-1).done) pages.push(await connection.queryMore(pages.at(-1).nextRecordsUrl))
        const rows = pages.flatMap((page) => page.records).length
        expectEqual('rows', rows, pages[0].totalSize)
        return `${rows} rows, ${pages.length} pages`
      },
    ],
    [
      'autoFetch',
      async () => {
        const found = await connection.query('SELECT Id FROM Lead', { autoFetch: true, maxFetch: 100_000 })
        expectEqual('rows', found.records.length, found.totalSize)
        return `${found.totalSize} rows`
      },
    ],
    ['describe', async () => `${(await connection.describe('Account')).childRelationships.length} children`],
    ['describeGlobal', async () => `${(await connection.describeGlobal()).sobjects.length} objects`],
    ['limits', async () => JSON.stringify((await connection.limits()).DailyApiRequests)],
    [
      'find with conditions',
      async () => {
        const found = await connection
          .sobject('Contact')
          .find({ Email: { $ne: null } }, ['Id', 'Email'])
          .sort({ Name: 1 })
          .limit(10)
        expectEqual('rows', found.length, 10)
        return undefined
      },
    ],
    [
      'updated and deleted',
      async () => {
        const start = '2026-01-05T00:00:00Z'
        const { ids } = await connection.sobject('Contact').updated(start, '2026-01-31T00:00:00Z')
        const { deletedRecords } = await connection
          .sobject('Contact')
          .deleted('2026-01-20T00:00:00Z', '2026-01-31T00:00:00Z')
        return `${ids.length} updated, ${deletedRecords.length} deleted`
      },
    ],
  ]
}

function writing(connection: Any): Step[] {
  const ids: string[] = []
  const names = Array.from({ length: 200 }, (_, n) => `Collection ${n}`)
  return [
    [
      'create 200',
      async () => {
        const made = await connection.sobject('Account').create(names.map((Name) => ({ Name })))
        ids.push(...made.map(({ id }: { id: string }) => id))
        expectEqual('created', new Set(ids).size, 200)
        return undefined
      },
    ],
    [
      'retrieve 200',
      async () => {
        const found = await connection.sobject('Account').retrieve(ids)
        expectEqual(
          'names',
          found.map(({ Name }: { Name: string }) => Name),
          names,
        )
        return undefined
      },
    ],
    [
      'update 200',
      async () => {
        const done = await connection.sobject('Account').update(ids.map((Id) => ({ Id, Phone: '1' })))
        expectEqual('updated', done.filter(({ success }: { success: boolean }) => success).length, 200)
        return undefined
      },
    ],
    [
      'upsert',
      async () => {
        const record = { ERP_Id__c: 'foreign-1', LastName: 'Upsert' }
        const first = await connection.sobject('Contact').upsert(record, 'ERP_Id__c')
        const second = await connection.sobject('Contact').upsert(record, 'ERP_Id__c')
        expectEqual('ids', second.id ?? first.id, first.id)
        return undefined
      },
    ],
    [
      'delete 200',
      async () => {
        const done = await connection.sobject('Account').destroy(ids)
        expectEqual('deleted', done.filter(({ success }: { success: boolean }) => success).length, 200)
        return undefined
      },
    ],
    [
      'error of a missing record',
      async () => {
        const never = '001000000000001AAA'
        const error = await connection
          .sobject('Account')
          .retrieve(never)
          .catch((caught: Error) => caught)
        expectEqual('code', error.errorCode, 'NOT_FOUND')
        return undefined
      },
    ],
    [
      'SOAP emptyRecycleBin',
      async () => {
        const done = await connection.soap.emptyRecycleBin(ids)
        expectEqual('purged', done.filter(({ success }: { success: boolean }) => success).length, 200)
        return undefined
      },
    ],
  ]
}

function bulk(connection: Any): Step[] {
  const rows = Array.from({ length: 300 }, (_, n) => ({ LastName: `Bulk ${n}`, Email: `b${n}@x.example` }))
  let ids: string[] = []
  return [
    [
      'bulk2 load',
      async () => {
        const done = await connection.bulk2.loadAndWaitForResults({
          object: 'Contact',
          operation: 'insert',
          input: rows,
        })
        expectEqual('counts', [done.successfulResults.length, done.failedResults.length], [300, 0])
        ids = done.successfulResults.map((row: Any) => row.sf__Id)
        return '300 rows'
      },
    ],
    [
      'bulk2 query',
      async () => {
        const stream = await connection.bulk2.query(
          "SELECT Id, LastName FROM Contact WHERE LastName LIKE 'Bulk %'",
        )
        expectEqual('rows', (await stream.toArray()).length, 300)
        return '300 rows'
      },
    ],
    [
      'bulk2 delete, one unknown',
      async () => {
        const input = [...ids, '003000000000001AAA'].map((Id) => ({ Id }))
        const done = await connection.bulk2.loadAndWaitForResults({
          object: 'Contact',
          operation: 'delete',
          input,
        })
        expectEqual('counts', [done.successfulResults.length, done.failedResults.length], [300, 1])
        return done.failedResults[0].sf__Error
      },
    ],
  ]
}
