import { parse } from 'csv-parse/sync'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { csv, csvColumns } from '../../src/report/csv.ts'
import { FindingResult, json, ScanResult, scanResult } from '../../src/report/json.ts'
import { junit } from '../../src/report/junit.ts'
import { ndjson } from '../../src/report/ndjson.ts'
import { sarif } from '../../src/report/sarif.ts'
import { finding, group, groupFinding, member } from './finding.ts'
import { hostile } from './hostile.ts'
import { emptyOrg, input, outcome, rules, textOf } from './outcome.ts'
import { nthGroup, sampleFindings } from './sample.ts'

const sample = input()
const everything = sampleFindings()

/** A group and a finding full of one hostile text, wherever a value may stand. */
function poisoned(text: string) {
  const made = group([
    member('003A', { name: text, email: text, source: text, ownerName: text, createdAt: text }),
    member('003B', { name: text, companyName: text, phone: text }),
  ])
  return [
    groupFinding(made, { message: text, fingerprint: 'e'.repeat(32) }),
    finding({
      message: text,
      aspect: text,
      evidence: [{ label: text, value: text, personal: false }],
      waiver: { reason: text, owner: text, until: '2027-01-01' },
    }),
  ]
}

const poison = Object.entries(hostile).map(
  ([name, text]) =>
    [name, input({ mask: false, outcome: outcome({ findings: poisoned(text) }) }), text] as const,
)

describe('json', () => {
  it('is one document that keeps its promise, and the same as the value', async () => {
    const text = await textOf(json(sample))
    const value = ScanResult.parse(JSON.parse(text))
    expect(JSON.parse(text)).toEqual(await scanResult(sample))
    expect(value.orgs[0]?.records).toMatchObject({ read: 6200, readByObject: { Contact: 3100 } })
    expect(value.orgs[0]?.findings).toMatchObject({ total: 54, waived: 1, new: 5 })
    expect(value.orgs[0]?.calls?.total).toBe(41)
    expect(value.findings).toHaveLength(everything.length)
    expect(value.masked).toBe(true)
  })

  it('masks the login and knows an org that could not be opened', async () => {
    const org = { ...emptyOrg('acme-sf'), identity: null, sync: null }
    expect((await scanResult(sample)).orgs[0]?.identity?.user).toBe('i•••@a•••.test')
    const { orgs } = await scanResult(input({ outcome: outcome({ findings: [], org }), report: 'a.html' }))
    expect(orgs[0]).toMatchObject({ identity: null, records: null, calls: null })
  })

  it('names the report, and is an empty list without findings', async () => {
    const text = await textOf(json(input({ outcome: outcome({ findings: [] }), report: 'out/report.html' })))
    expect(JSON.parse(text)).toMatchObject({ report: 'out/report.html', findings: [] })
  })

  it.each(poison)('keeps hostile values whole: %s', async (_, made, text) => {
    const result = await textOf(json(made))
    expect(result.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
    expect(ScanResult.parse(JSON.parse(result)).findings[0]?.group?.members[0]?.values.name).toBe(text)
  })
})

it('ndjson has a finding per line', async () => {
  const lines = (await textOf(ndjson(sample))).trimEnd().split('\n')
  expect(lines).toHaveLength(everything.length)
  for (const line of lines) FindingResult.parse(JSON.parse(line))
})

describe('csv', () => {
  it('has a row per finding and record, and comes back through a parser', async () => {
    const rows: Record<string, string>[] = parse(await textOf(csv(sample)), { columns: true })
    const records = everything.reduce((all, { records: { length } }) => all + Math.max(1, length), 0)
    expect(rows).toHaveLength(records)
    expect(Object.keys(rows[0] ?? {})).toEqual(csvColumns)
    const first = everything.find((one) => one.group !== undefined)
    const members = rows.filter((row) => row.group === first?.group?.id)
    expect(members.map((row) => row.id)).toEqual(first?.group?.members.map(({ key: { id } }) => id))
    expect(members.filter((row) => row.survivor === 'true')).toHaveLength(1)
    expect(members[0]).toMatchObject({
      score: String(first?.group?.score),
      group_size: String(members.length),
    })
  })

  it('gives values back as they were when nothing is wrong with them', async () => {
    const values = { name: 'Núñez, "Bob"; 陳', email: 'a@acme.test', companyName: 'Acme; S.L.' }
    const made = outcome({ findings: [groupFinding(group([member('003A', values), member('003B', {})]))] })
    const rows = parse(await textOf(csv(input({ mask: false, outcome: made }))), { columns: true })
    expect(rows[0]).toMatchObject({ name: values.name, email: values.email, company: values.companyName })
  })

  it.each(poison)('never starts a cell with a formula, never breaks a row: %s', async (_, made) => {
    const rows: string[][] = parse(await textOf(csv(made)))
    expect(rows).toHaveLength(4)
    for (const cell of rows.flat()) {
      expect(cell).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@|%]/u)
      expect(cell.length).toBeLessThan(32_767)
    }
  })

  it('marks the byte order when asked', async () => {
    expect((await textOf(csv(input({ byteOrderMark: true })))).startsWith('\ufeffconnection,')).toBe(true)
  })
})

interface SarifLog {
  readonly version: string
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string
        readonly rules: readonly {
          readonly id: string
          readonly shortDescription: { readonly text: string }
        }[]
      }
    }
    readonly invocations: readonly { readonly executionSuccessful: boolean }[]
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly message: { readonly text: string }
      readonly baselineState?: string
      readonly suppressions?: readonly { readonly kind: string; readonly justification: string }[]
      readonly partialFingerprints: Readonly<Record<string, string>>
      readonly locations: readonly {
        readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string } }
        readonly logicalLocations: readonly { readonly fullyQualifiedName: string }[]
        readonly message?: { readonly text: string }
      }[]
    }[]
  }[]
}

describe('sarif', () => {
  it('has what the standard asks for', async () => {
    const log: SarifLog = JSON.parse(await textOf(sarif(input({ policyFile: 'crm policy/steward.yml' }))))
    expect(log.version).toBe('2.1.0')
    const run = log.runs[0]
    if (run === undefined) throw new Error('no run')
    expect(run.tool.driver.name).toBe('Steward')
    expect(run.tool.driver.rules.map(({ id }) => id).sort()).toEqual([...rules.keys()].sort())
    expect(run.results).toHaveLength(everything.length)
    for (const [index, result] of run.results.entries()) {
      expect(run.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId)
      expect(result.message.text).not.toBe('')
      expect(result.partialFingerprints['steward/v1']).toBe(everything[index]?.fingerprint)
      expect(result.locations[0]?.logicalLocations.length).toBeGreaterThan(0)
      const address = result.locations[0]?.physicalLocation?.artifactLocation.uri
      expect(address).toBe('crm%20policy/steward.yml')
    }
    const waived = run.results.filter(({ suppressions }) => suppressions !== undefined)
    expect(waived.map(({ suppressions }) => suppressions?.[0])).toEqual([
      {
        kind: 'external',
        justification: 'Archive of 2019 (Sales operations, until 2027-01-01)',
      },
    ])
  })

  it.each([
    ['critical', 'error'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'note'],
    ['info', 'note'],
  ] as const)('tells %s as %s', async (severity, level) => {
    const made = outcome({ findings: [finding({ severity })] })
    const log: SarifLog = JSON.parse(await textOf(sarif(input({ outcome: made }))))
    expect(log.runs[0]?.results[0]?.level).toBe(level)
  })

  it('counts records it does not name, and leaves the file out when there is none', async () => {
    const records = Array.from({ length: 25 }, (_, index) => ({
      connection: 'acme-sf',
      object: 'Case',
      id: `500${index}`,
    }))
    const made = outcome({ findings: [finding({ records, isNew: true })] })
    const log: SarifLog = JSON.parse(await textOf(sarif(input({ outcome: made }))))
    const result = log.runs[0]?.results[0]
    expect(result?.locations[0]?.logicalLocations).toHaveLength(10)
    expect(result?.locations[0]?.message?.text).toBe('15 more records left out')
    expect(result?.locations[0]?.physicalLocation).toBeUndefined()
    expect(result?.baselineState).toBe('new')
  })

  it('is not successful when a rule failed', async () => {
    const error = { where: 'stale/people', code: 'RULE_FAILED', message: 'It threw', actions: [] }
    const log: SarifLog = JSON.parse(
      await textOf(sarif(input({ outcome: outcome({ findings: [], org: { errors: [error] } }) }))),
    )
    expect(log.runs[0]?.invocations[0]?.executionSuccessful).toBe(false)
  })

  it.each(poison)('stays one document: %s', async (_, made) => {
    const log: SarifLog = JSON.parse(await textOf(sarif(made)))
    expect(log.runs[0]?.results).toHaveLength(2)
    for (const { message } of log.runs[0]?.results ?? []) expect(message.text).not.toMatch(/[\p{Cc}\n]/u)
  })
})

interface Suite {
  readonly '@_name': string
  readonly '@_tests': string
  readonly '@_failures': string
  readonly '@_skipped': string
  readonly testcase: readonly {
    readonly failure?: unknown
    readonly skipped?: unknown
    readonly error?: unknown
  }[]
}

function suitesOf(text: string): readonly Suite[] {
  const parser = new XMLParser({
    ignoreAttributes: false,
    isArray: (name) => name === 'testcase' || name === 'testsuite',
  })
  return parser.parse(text).testsuites.testsuite
}

describe('junit', () => {
  it('has a suite per rule whose counts are true', async () => {
    const text = await textOf(junit(sample))
    expect(XMLValidator.validate(text)).toBe(true)
    const suites = suitesOf(text)
    for (const suite of suites) {
      expect(suite.testcase).toHaveLength(Number(suite['@_tests']))
      expect(suite.testcase.filter((one) => one.failure !== undefined)).toHaveLength(
        Number(suite['@_failures']),
      )
      expect(suite.testcase.filter((one) => one.skipped !== undefined)).toHaveLength(
        Number(suite['@_skipped']),
      )
    }
    const named = new Map(suites.map((suite) => [suite['@_name'], suite]))
    expect(named.get('acme-sf duplicates/people')?.['@_failures']).toBe('40')
    expect(named.get('acme-sf stale/people')).toMatchObject({ '@_failures': '12', '@_skipped': '1' })
    expect(named.get('acme-sf duplicates/companies')).toMatchObject({ '@_tests': '1', '@_failures': '0' })
    expect(named.get('acme-sf access/dormant-admins')?.['@_skipped']).toBe('1')
    expect(named.get('acme-sf not looked at')?.['@_skipped']).toBe('1')
  })

  it('keeps a thousand cases per rule and says how many more there are', async () => {
    const findings = Array.from({ length: 1234 }, (_, index) => nthGroup(index + 1))
    const text = await textOf(junit(input({ outcome: outcome({ findings }) })))
    const suite = suitesOf(text).find((one) => one['@_name'] === 'acme-sf duplicates/people')
    expect(suite?.testcase).toHaveLength(1001)
    expect(text).toContain('234 more findings left out: steward scan show duplicates/people')
  })

  it.each(poison)('stays XML: %s', async (_, made) => {
    const text = await textOf(junit(made))
    expect(XMLValidator.validate(text)).toBe(true)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\ufffe\uffff]/u)
    expect(suitesOf(text).find((one) => one['@_name'] === 'acme-sf stale/people')?.['@_skipped']).toBe('1')
  })
})
