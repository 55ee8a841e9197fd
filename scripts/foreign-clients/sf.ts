import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Client, expectEqual, type Ground, run, type Step } from './step.ts'

/** The vendor's own command line, in a home of its own. */
export const salesforceCli: Client = async (ground) => {
  const home = join(ground.folder, 'sf-home')
  mkdirSync(home, { recursive: true })
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: home,
    SF_ACCESS_TOKEN: ground.org.accessToken,
    SF_DISABLE_TELEMETRY: 'true',
    SF_AUTOUPDATE_DISABLE: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_CONTAINER_MODE: 'true',
    SF_DOMAIN_RETRY: '0',
    SF_USE_PROGRESS_BAR: 'false',
  }
  const bin = join(ground.folder, 'node_modules', '@salesforce', 'cli', 'bin', 'run.js')
  if (!existsSync(bin))
    await run('npm', ['install', '--prefix', ground.folder, '--no-audit', '--no-fund', '@salesforce/cli'], {
      env: { ...process.env, PATH: env.PATH },
    })
  const text = (args: readonly string[]) => run(process.execPath, [bin, ...args], { cwd: home, env })
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs from command to command
  const json = async (...args: string[]): Promise<any> => JSON.parse(await text([...args, '--json'])).result
  const version = (await text(['--version'])).trim()
  return { version, steps: [...login(ground, json), ...reading(json, text), ...writing(home, json)] }
}

// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = (...args: string[]) => Promise<any>

function login({ org, keyFile, jwtClientId }: Ground, json: Json): Step[] {
  const at = ['--instance-url', org.url]
  return [
    [
      'login jwt',
      async () => {
        const flow = ['--client-id', jwtClientId, '--jwt-key-file', keyFile, '--username', org.username]
        expectEqual('username', (await json('org', 'login', 'jwt', ...flow, ...at)).username, org.username)
        return undefined
      },
    ],
    [
      'login access-token',
      async () => {
        const flow = ['org', 'login', 'access-token', '--no-prompt', '--alias', 'emu', '--set-default']
        expectEqual('orgId', (await json(...flow, ...at)).orgId, org.orgId)
        return undefined
      },
    ],
    ['org display', async () => `API ${(await json('org', 'display')).apiVersion}`],
    ['org list', async () => `${(await json('org', 'list')).nonScratchOrgs?.length} org`],
  ]
}

function reading(json: Json, text: (args: readonly string[]) => Promise<string>): Step[] {
  const query = (soql: string, ...flags: string[]) => json('data', 'query', '--query', soql, ...flags)
  return [
    [
      'query, paged',
      async () => {
        const { totalSize, records } = await query('SELECT Id, Name, Account.Name FROM Contact')
        expectEqual('records', records.length, totalSize)
        if (totalSize <= 2000) throw new Error(`only ${totalSize} rows, not two pages`)
        return `${totalSize} rows`
      },
    ],
    ['query --all-rows', async () => `${(await query('SELECT Id FROM Lead', '--all-rows')).totalSize} rows`],
    [
      'query, aggregate',
      async () => {
        const { records } = await query('SELECT COUNT(Id) n FROM Contact')
        return `n = ${records[0].n}`
      },
    ],
    [
      'query, children',
      async () =>
        `${(await query('SELECT Id, (SELECT Id FROM Contacts) FROM Account LIMIT 20')).totalSize} rows`,
    ],
    [
      'query as CSV',
      async () => {
        const csv = await text(['data', 'query', '-q', 'SELECT Id, Name FROM Account LIMIT 5', '-r', 'csv'])
        expectEqual('lines', csv.trim().split('\n').length, 6)
        return undefined
      },
    ],
    [
      'query as table',
      async () => {
        await text(['data', 'query', '-q', 'SELECT Id, Owner.Name FROM Account LIMIT 5'])
        return undefined
      },
    ],
    ['sobject list', async () => `${(await json('sobject', 'list', '--sobject', 'all')).length} objects`],
    [
      'sobject describe',
      async () => `${(await json('sobject', 'describe', '--sobject', 'Contact')).fields.length} fields`,
    ],
    ['org list limits', async () => `${(await json('org', 'list', 'limits')).length} limits`],
    [
      'record-counts',
      async () =>
        JSON.stringify(
          await json('org', 'list', 'sobject', 'record-counts', '-s', 'Account', '-s', 'Contact'),
        ),
    ],
    ['org list users', async () => `${(await json('org', 'list', 'users')).length} users`],
  ]
}

function writing(home: string, json: Json): Step[] {
  const file = (name: string, lines: readonly string[]) => {
    const path = join(home, name)
    writeFileSync(path, `${lines.join('\n')}\n`)
    return path
  }
  const ids: string[] = []
  let id = ''
  const bulk = async (command: string, path: string, ...flags: string[]) => {
    const done = await json(
      'data',
      command,
      'bulk',
      '-s',
      'Contact',
      '-f',
      path,
      '--wait',
      '5',
      '--line-ending',
      'LF',
      ...flags,
    )
    const { processedRecords, successfulRecords, failedRecords } = done.jobInfo ?? done
    const counts = [
      processedRecords ?? done.jobInfo?.numberRecordsProcessed,
      failedRecords ?? done.jobInfo?.numberRecordsFailed,
    ]
    expectEqual('processed, failed', counts, [50, 0])
    return `${successfulRecords ?? counts[0]} rows`
  }
  const names = Array.from({ length: 50 }, (_, n) => `Foreign${n}`)
  return [
    [
      'create record',
      async () => {
        id = (
          await json('data', 'create', 'record', '-s', 'Account', '-v', "Name='Foreign & Sons' Phone=123")
        ).id
        return id
      },
    ],
    [
      'get record',
      async () => {
        expectEqual(
          'Name',
          (await json('data', 'get', 'record', '-s', 'Account', '-i', id)).Name,
          'Foreign & Sons',
        )
        const found = await json('data', 'get', 'record', '-s', 'Account', '-w', "Name='Foreign & Sons'")
        expectEqual('Id', found.Id, id)
        return undefined
      },
    ],
    [
      'update record',
      async () => {
        await json('data', 'update', 'record', '-s', 'Account', '-i', id, '-v', 'Phone=456')
        expectEqual('Phone', (await json('data', 'get', 'record', '-s', 'Account', '-i', id)).Phone, '456')
        return undefined
      },
    ],
    [
      'delete record',
      async () => {
        await json('data', 'delete', 'record', '-s', 'Account', '-i', id)
        return undefined
      },
    ],
    [
      'import bulk',
      () =>
        bulk('import', file('new.csv', ['LastName,ERP_Id__c', ...names.map((name) => `${name},${name}`)])),
    ],
    [
      'upsert bulk',
      () =>
        bulk(
          'upsert',
          file('up.csv', ['ERP_Id__c,LastName,Phone', ...names.map((name) => `${name},${name},123`)]),
          '--external-id',
          'ERP_Id__c',
        ),
    ],
    [
      'export bulk',
      async () => {
        const soql = "SELECT Id FROM Contact WHERE LastName LIKE 'Foreign%' AND Phone = '123'"
        const path = join(home, 'out.csv')
        await json(
          'data',
          'export',
          'bulk',
          '-q',
          soql,
          '--output-file',
          path,
          '--wait',
          '5',
          '--line-ending',
          'LF',
        )
        ids.push(
          ...readFileSync(path, 'utf8')
            .trim()
            .split(/\r?\n/)
            .slice(1)
            .map((line) => line.replaceAll('"', '')),
        )
        expectEqual('rows', ids.length, 50)
        return '50 rows'
      },
    ],
    [
      'update bulk',
      () => bulk('update', file('change.csv', ['Id,Phone', ...ids.map((one) => `${one},#N/A`)])),
    ],
    ['delete bulk', () => bulk('delete', file('old.csv', ['Id', ...ids]))],
  ]
}
