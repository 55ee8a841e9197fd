import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memory } from '../../connectors/memory/index.ts'
import { type Connection, type Connector, type Gap, KitError } from '../../src/kit/index.ts'
import type { NamedConnection } from '../../src/policy/index.ts'
import { findingsOf, newFolder, packs, people, policyOf, scan } from './scan.ts'

const rows = { Contact: [{ id: '1', firstName: 'Ana', lastName: 'Seen', email: null, Code__c: 'c' }] }
const onlyEmail = 'version: 1\nrules: {"*": off, sample/no-email: on}\n'

/** The `memory` connector with something in its way. */
function changed(
  change: (connection: Connection, env: Readonly<Record<string, string | undefined>>) => Partial<Connection>,
  secrets: readonly string[] = [],
  name = 'acme',
): NamedConnection {
  const { settings } = people(rows, name)
  const connector = {
    ...memory,
    secrets: () => secrets,
    connect: async (chosen: never, context: Parameters<typeof memory.connect>[1]) => {
      const connection = await memory.connect(chosen, context)
      return { ...connection, ...change(connection, context.env) }
    },
  } as unknown as Connector
  return { name, connector, settings }
}

describe('a connection that fails', () => {
  it('does not stop the others', async () => {
    const broken = changed(
      () => {
        throw new KitError('SESSION_EXPIRED', 'The session has expired.', { actions: ['Log in again'] })
      },
      [],
      'broken',
    )
    const odd = changed(
      () => {
        throw new Error('quotes ana@example.com')
      },
      [],
      'odd',
    )
    const policy = await policyOf(onlyEmail)
    const outcome = await scan({ home: newFolder(), policy, connections: [broken, odd, people(rows)] })
    expect(outcome.orgs).toMatchObject([
      {
        connection: 'broken',
        identity: null,
        sync: null,
        rulesRun: [],
        skipped: [{ rule: 'sample/no-email', why: 'the connection failed' }],
        errors: [
          {
            where: 'broken',
            code: 'SESSION_EXPIRED',
            message: 'The session has expired.',
            actions: ['Log in again'],
          },
        ],
        findings: { total: 0 },
      },
      { connection: 'odd', errors: [{ code: 'UNEXPECTED', message: 'Unexpected Error in odd.' }] },
      { connection: 'acme', rulesRun: ['sample/no-email'], errors: [], findings: { total: 1 } },
    ])
  })
})

describe('secrets', () => {
  it('reach the connector and are gone from the environment', async () => {
    let seen: string | undefined
    process.env.STEWARD_TEST_TOKEN = 'hunter22'
    const env = { ...process.env }
    const target = changed(
      (_, given) => {
        seen = given.STEWARD_TEST_TOKEN
        return {}
      },
      ['STEWARD_TEST_TOKEN'],
    )
    await scan({ home: newFolder(), policy: await policyOf(onlyEmail), connections: [target], env })
    expect(seen).toBe('hunter22')
    expect([env.STEWARD_TEST_TOKEN, process.env.STEWARD_TEST_TOKEN]).toEqual([undefined, undefined])
  })
})

describe('an interruption', () => {
  it('ends the scan and leaves neither a run nor files', async () => {
    const home = newFolder()
    const abort = new AbortController()
    const target = changed(() => {
      abort.abort()
      return {}
    })
    const done = scan({
      home,
      policy: await policyOf(onlyEmail),
      connections: [target],
      signal: abort.signal,
    })
    await expect(done).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 130 })
    expect(readdirSync(join(home, 'runs'))).toEqual([])
    expect(readdirSync(join(home, 'tmp'))).toEqual([])
  })
})

describe('an interruption while a rule hangs', () => {
  it('does not wait for the rule', async () => {
    const abort = new AbortController()
    const policy = await policyOf('version: 1\nlimits: {ruleSeconds: 3600}\n', [packs.steward, packs.hostile])
    const target = people({ Contact: [{ id: '2', lastName: 'A' }] })
    const done = scan({
      home: newFolder(),
      policy,
      connections: [target],
      selectors: ['hostile/hangs'],
      signal: abort.signal,
      progress: ({ stage }) => {
        if (stage === 'rule') setImmediate(() => abort.abort())
      },
    })
    await expect(done).rejects.toMatchObject({ code: 'INTERRUPTED' })
  })
})

describe('what could not be looked at', () => {
  const gaps: readonly Gap[] = [
    ...['Email', 'Phone', 'Birthdate'].map((field) => ({
      what: `Contact.${field}`,
      why: 'the login may not read it',
      remedy: `Field access to ${field}`,
    })),
    { what: 'Lead', why: 'the login may not read it' },
  ]

  function limited(given: readonly Gap[]): NamedConnection {
    return changed(({ preflight }) => ({
      preflight: async (needs) => ({ ...(await preflight(needs)), gaps: given }),
    }))
  }

  it('is one finding per object, the same with other fields missing', async () => {
    const home = newFolder()
    const policy = await policyOf(onlyEmail)
    const first = await scan({ home, policy, connections: [limited(gaps)] })
    expect(first.orgs[0]?.notLookedAt.map(({ what }) => what)).toEqual([
      'Lead',
      'Contact.Birthdate',
      'Contact.Email',
      'Contact.Phone',
    ])
    const reported = (await findingsOf(first)).filter(({ rule }) => rule === 'scan/incomplete')
    expect(reported.map(({ severity, message }) => `${severity} ${message}`).sort()).toEqual([
      'high Contact: 3 of what the rules need could not be read: Contact.Birthdate, Contact.Email, Contact.Phone',
      'high Lead: 1 of what the rules need could not be read: Lead',
    ])
    const second = await scan({ home, policy, connections: [limited(gaps.slice(1))], full: true })
    const again = (await findingsOf(second)).filter(({ rule }) => rule === 'scan/incomplete')
    expect(again.map(({ isNew }) => isNew)).toEqual([false, false])
    expect(again.map(({ fingerprint }) => fingerprint).sort()).toEqual(
      reported.map(({ fingerprint }) => fingerprint).sort(),
    )
  })

  it('can be waived by its aspect; expired and unused waivers are findings', async () => {
    const terms = 'reason: known, owner: ana'
    const policy = await policyOf(`${onlyEmail}waivers:
  - {rule: scan/incomplete, aspect: Contact, ${terms}, until: 2026-06-01}
  - {rule: sample/no-email, records: [Contact/1], ${terms}, until: 2027-01-01}
  - {rule: sample/no-email, records: [Contact/2], ${terms}, until: 2027-01-01}
  - {rule: sample/no-email, records: [Contact/3], ${terms}, until: 2026-05-31}
`)
    const outcome = await scan({ home: newFolder(), policy, connections: [limited(gaps.slice(0, 1))] })
    const findings = (await findingsOf(outcome)).map(
      ({ rule, waiver, message }) => `${rule} ${waiver?.until ?? message}`,
    )
    expect(findings).toEqual([
      'scan/incomplete 2026-06-01',
      'policy/expired-waiver The waiver of ana for sample/no-email ended on 2026-05-31',
      'policy/unused-waiver The waiver of ana for sample/no-email covers nothing',
      'sample/no-email 2027-01-01',
    ])
    expect(outcome.orgs[0]?.findings).toMatchObject({
      total: 2,
      waived: 2,
      bySeverity: { medium: 1, low: 1 },
    })
  })
})

describe('selected rules', () => {
  it('are run alone; those that are off or have no records say so', async () => {
    const policy = await policyOf('version: 1\nrules: {sample/logins: off}\n')
    const lead = people({ Company: [{ id: '1', lastName: 'A' }] })
    const outcome = await scan({
      home: newFolder(),
      policy,
      connections: [lead],
      selectors: ['sample/people', 'sample/logins', 'sample/headcount'],
    })
    expect(outcome.orgs[0]?.rulesRun).toEqual(['sample/headcount'])
    expect(outcome.orgs[0]?.skipped).toEqual([
      { rule: 'sample/logins', why: 'the policy turns it off' },
      { rule: 'sample/people', why: 'no records of this kind were read: contact, lead' },
    ])
  })
})

describe('rules about fields that nobody has', () => {
  it('are skipped and say which', async () => {
    const policy = await policyOf('version: 1\nrules: {sample/people: off, sample/logins: off}\n')
    const target = people({ Contact: [{ id: '1', website: 'x' }] })
    const outcome = await scan({ home: newFolder(), policy, connections: [target] })
    expect(outcome.orgs[0]).toMatchObject({
      rulesRun: [],
      errors: [],
      skipped: [
        { rule: 'sample/headcount', why: 'unknown for every person here: lastName' },
        { rule: 'sample/no-email', why: 'unknown for every person here: email, lastName' },
        { rule: 'sample/seen', why: 'unknown for every person here: lastName' },
      ],
    })
  })
})

describe('objects of the policy', () => {
  const members = {
    Contact: [{ id: '1', firstName: 'Ana', lastName: 'Seen', email: null, Code__c: 'a@x.example' }],
    Lead: [
      { id: '2', firstName: 'Bob', lastName: 'Hill', email: null, Status: 'Open' },
      { id: '3', firstName: 'Eve', lastName: 'Moss', email: null, Status: 'Closed' },
    ],
  }
  const ids = async (objects: string): Promise<unknown> => {
    const policy = await policyOf(`${onlyEmail}objects:\n${objects}`)
    const outcome = await scan({ home: newFolder(), policy, connections: [people(members)] })
    const [error] = outcome.orgs[0]?.errors ?? []
    if (error !== undefined) return `${error.code} ${error.message} ${error.actions.join(' ')}`
    return (await findingsOf(outcome)).flatMap(({ records }) => records.map(({ id }) => id)).sort()
  }

  it.each<[string, string, unknown]>([
    ['a field from another column', '  Contact: {fields: {email: Code__c}}\n', ['2', '3']],
    ['records left out', '  Lead: {exclude: {Status: Closed}}\n', ['1', '2']],
    ['records that must', '  Lead: {when: {Status: {not: Open}}}\n', ['1', '3']],
    ['only another connection', '  Lead: {connections: [other], when: {Status: Open}}\n', ['1', '2', '3']],
    ['another entity', '  Lead: {entity: company}\n', ['1']],
    ['an entity it has', '  Lead: {entity: person, fields: {email: Status}}\n', ['1']],
    ['a field that its entity does not have', '  Lead: {fields: {taxId: Status}}\n', ['1', '2', '3']],
    [
      'a column that is not there',
      '  Lead: {fields: {phone: Statsu}}\n',
      'UNKNOWN_FIELD objects.Lead.fields.phone: Lead has no field Statsu, or the login cannot read it. Did you mean "Status"?',
    ],
    [
      'an object that is not there',
      '  Gift__c: {entity: deal}\n',
      'UNKNOWN_OBJECT objects.Gift__c: this org has no such object, or the login cannot see it. If only some orgs have it, name them:  objects.Gift__c.connections: [NAME]',
    ],
  ])('%s', async (_, objects, expected) => {
    expect(await ids(objects)).toEqual(expected)
  })
})

describe('decisions', () => {
  it('of people are obeyed', async () => {
    const ana = { id: '1', firstName: 'Ana', lastName: 'Ruiz', email: 'ana@ruiz.es', externalId: null }
    const cwd = newFolder()
    writeFileSync(
      join(cwd, 'steward.decisions.csv'),
      'connection,object_a,id_a,object_b,id_b,verdict,who,when\nacme,Contact,1,Contact,2,apart,ana,2026-05-04\n',
    )
    const policy = await policyOf('version: 1\n', [packs.steward, packs.sample], cwd)
    const target = people({ Contact: [ana, { ...ana, id: '2' }] })
    const outcome = await scan({
      home: newFolder(),
      policy,
      connections: [target],
      selectors: ['sample/people'],
    })
    expect(outcome.orgs[0]?.rulesRun).toEqual(['sample/people'])
    expect(outcome.orgs[0]?.findings.byRule['sample/people']).toBeUndefined()
  })
})
