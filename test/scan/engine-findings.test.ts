import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memory } from '../../connectors/memory/index.ts'
import type { Connector, Gap } from '../../src/kit/index.ts'
import type { NamedConnection } from '../../src/policy/index.ts'
import { readHistory } from '../../src/scan/history.ts'
import { runFolder } from '../../src/scan/runs.ts'
import { findingsOf, newFolder, people, policyOf, scan } from './scan.ts'

const ana = { id: '1', firstName: 'Ana', lastName: 'Seen', email: null }
const rows = { Contact: [ana, { ...ana, id: '2', firstName: 'Bob' }] }
const hidden: Gap = { what: 'Contact.Phone', why: 'the login may not read it' }

/** An org in which the rules of a scan meet these gaps. */
function org(gaps: readonly Gap[] = []): NamedConnection {
  const target = people(rows)
  const connect = async (...given: Parameters<typeof memory.connect>) => {
    const connection = await memory.connect(...given)
    return {
      ...connection,
      preflight: async (needs: never) => ({ ...(await connection.preflight(needs)), gaps }),
    }
  }
  return { ...target, connector: { ...memory, connect } as unknown as Connector }
}

const on = 'version: 1\nrules: {"*": off, sample/no-email: on, sample/headcount: on, sample/people: on}\n'

async function isNew(home: string, text: string, selector: string, gaps: readonly Gap[] = []) {
  const policy = await policyOf(text)
  const outcome = await scan({ home, policy, connections: [org(gaps)], selectors: [selector] })
  const own = (await findingsOf(outcome)).filter(({ rule }) => /^(scan|policy)\//.test(rule))
  return own.map((finding) => `${finding.rule} ${finding.isNew}`)
}

describe("Steward's own findings", () => {
  const waiver = '{rule: sample/no-email, records: [Contact/9], reason: a, owner: b, until: 2027-01-01}'

  it.each<[string, string, readonly Gap[], string]>([
    ['a gap', '', [hidden], 'scan/incomplete'],
    ['a waiver without use', `waivers:\n  - ${waiver}\n`, [], 'policy/unused-waiver'],
    [
      'a waiver that ran out',
      `waivers:\n  - ${waiver.replace('2027', '2026')}\n`,
      [],
      'policy/expired-waiver',
    ],
  ])('%s stays known when another rule was scanned in between', async (_, extra, gaps, rule) => {
    const home = newFolder()
    const text = `${on}${extra}`
    expect(await isNew(home, text, 'sample/no-email', gaps)).toEqual([`${rule} null`])
    await isNew(home, text, 'sample/headcount')
    expect(await isNew(home, text, 'sample/no-email', gaps)).toEqual([`${rule} false`])
  })

  it('are new when the last run of the rule was without', async () => {
    const home = newFolder()
    await isNew(home, on, 'sample/no-email')
    await isNew(home, on, 'sample/headcount', [hidden])
    expect(await isNew(home, on, 'sample/no-email', [hidden])).toEqual(['scan/incomplete true'])
  })

  it('are not compared with a run in which the connection failed', async () => {
    const home = newFolder()
    await isNew(home, on, 'sample/no-email', [hidden])
    const failing = { ...memory, connect: () => Promise.reject(new Error('down')) } as unknown as Connector
    const policy = await policyOf(on)
    await scan({ home, policy, connections: [{ ...org(), connector: failing }] })
    expect(await isNew(home, on, 'sample/no-email', [hidden])).toEqual(['scan/incomplete false'])
  })
})

describe('fields that the source does not have', () => {
  it('are one note, and no finding', async () => {
    const policy = await policyOf(on)
    const outcome = await scan({
      home: newFolder(),
      policy,
      connections: [org()],
      selectors: ['sample/people'],
    })
    expect(await findingsOf(outcome)).toEqual([])
    expect(outcome.orgs[0]?.notLookedAt).toEqual([
      {
        what: expect.stringMatching(/^person: .*externalId/),
        why: 'no record that was read has them; nothing was compared by them',
      },
    ])
  })

  it('are a finding when they are hidden', async () => {
    const policy = await policyOf(`${on}objects: {Contact: {fields: {externalId: Code__c}}}\n`)
    const target = people({ Contact: rows.Contact.map((row) => ({ ...row, Code__c: 'c' })) })
    const connect = async (...given: Parameters<typeof memory.connect>) => {
      const connection = await memory.connect(...given)
      let asked = 0
      return {
        ...connection,
        // the first time the policy's mapping is checked, the second time the needs are resolved
        describe: async (objects: readonly string[]) => {
          asked += 1
          const all = await connection.describe(objects)
          if (asked === 1) return all
          return all.map((one) => ({ ...one, fields: one.fields.filter(({ name }) => name !== 'Code__c') }))
        },
      }
    }
    const connector = { ...memory, connect } as unknown as Connector
    const outcome = await scan({
      home: newFolder(),
      policy,
      connections: [{ ...target, connector }],
      selectors: ['sample/people'],
    })
    expect((await findingsOf(outcome)).map(({ rule, message }) => `${rule} ${message}`)).toEqual([
      'scan/incomplete Contact: 1 of what the rules need could not be read: Contact.Code__c',
    ])
  })
})

describe('a damaged run', () => {
  it('is no history: the run before it is', async () => {
    const home = newFolder()
    const policy = await policyOf(on)
    const ask = () => scan({ home, policy, connections: [org()], selectors: ['sample/no-email'] })
    await ask()
    const { run } = await ask()
    writeFileSync(join(runFolder(home, run.id), 'findings.ndjson'), '{"rule":')
    expect((await readHistory(home, 'acme', ['sample/no-email'])).get('sample/no-email')?.size).toBe(2)
    const again = await findingsOf(await ask())
    expect(again.map((finding) => finding.isNew)).toEqual([false, false])
  })
})
