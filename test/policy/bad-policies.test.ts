import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memory } from '../../connectors/memory/index.ts'
import { KitError } from '../../src/kit/index.ts'
import { loadPolicy } from '../../src/policy/index.ts'
import { newFolder, packs } from '../scan/scan.ts'

async function refused(text: string | Uint8Array): Promise<KitError> {
  const cwd = newFolder()
  writeFileSync(join(cwd, 'steward.yml'), text)
  const options = { cwd, packs: [packs.steward, packs.sample], connectors: [memory] }
  const error = await loadPolicy(options).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof KitError)) throw new Error('expected a KitError', { cause: error })
  expect(error.exit).toBe(2)
  return error
}

/** What stands in the file, and every line of the message. */
const cases: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', ['steward.yml:1:1  is empty']],
  ['comments alone', '# later\n', ['steward.yml:1:1  is empty']],
  ['a list', '- a\n', ['steward.yml:1:1  must be a map of keys, not a list']],
  ['no version', 'rules: {}\n', ['steward.yml:1:1  version is missing, it must be 1']],
  ['another version', 'version: 2\n', ['steward.yml:1:10  version must be 1']],
  [
    'a mistyped key',
    'version: 1\nconections: {}\n',
    ['steward.yml:2:1  conections is not a known key', 'Did you mean "connections"?'],
  ],
  [
    'a mistyped rule',
    'version: 1\nrules:\n  sample/no-emial: high\n',
    [
      'steward.yml:3:3  rules.sample/no-emial is not a rule',
      'Did you mean "sample/no-email"? All rules: steward rule list',
    ],
  ],
  [
    'a mistyped severity',
    'version: 1\nrules:\n  sample/no-email: hihg\n',
    [
      'steward.yml:3:20  rules.sample/no-email must be one of off, on, critical, high, medium, low, info or a map of keys',
      'Did you mean "high"?',
    ],
  ],
  [
    'a mistyped option',
    'version: 1\nrules:\n  sample/people:\n    treshold: 0.9\n',
    [
      'steward.yml:4:5  rules.sample/people.treshold is not an option',
      'Did you mean "threshold"? Options: steward rule explain sample/people',
    ],
  ],
  [
    'an option out of range',
    'version: 1\nrules:\n  sample/people: {severity: low, threshold: 7}\n',
    [
      'steward.yml:3:45  rules.sample/people.threshold must be at most 1',
      'Options: steward rule explain sample/people',
    ],
  ],
  [
    'an option of another type',
    'version: 1\nrules:\n  sample/headcount:\n    severity: low\n    atLeast: many\n',
    [
      'steward.yml:5:14  rules.sample/headcount.atLeast must be a number, not a text',
      'Options: steward rule explain sample/headcount',
    ],
  ],
  [
    'a severity among options',
    'version: 1\nrules:\n  sample/people:\n    severity: severe\n',
    ['steward.yml:4:15  rules.sample/people.severity must be one of critical, high, medium, low, info'],
  ],
  [
    'an option that no rule of a pattern has',
    'version: 1\nrules:\n  sample/*:\n    colour: red\n',
    ['steward.yml:4:5  rules.sample/*.colour is an option of none of these rules'],
  ],
  [
    'a pattern that meets no rule',
    'version: 1\nrules:\n  simple/*: off\n',
    ['steward.yml:3:3  rules.simple/* is not a rule', 'All rules: steward rule list'],
  ],
  [
    'an unknown preset',
    'version: 1\nextends:\n  - steward/recomended\n',
    ['steward.yml:3:5  extends[0] names no preset', 'Did you mean "steward/recommended"?'],
  ],
  [
    'an unknown connector',
    'version: 1\nconnections:\n  acme:\n    crm: memry\n',
    ['steward.yml:4:10  connections.acme.crm names no connector', 'Did you mean "memory"?'],
  ],
  [
    'a connection without connector',
    'version: 1\nconnections:\n  acme: {alias: acme}\n',
    ['steward.yml:3:9  connections.acme.crm is missing, it must be a text'],
  ],
  [
    'an unknown setting',
    'version: 1\nconnections:\n  acme:\n    crm: memory\n    orgid: x\n',
    ['steward.yml:5:5  connections.acme.orgid is not a known key', 'Did you mean "orgId"?'],
  ],
  [
    'a connection with a space',
    'version: 1\nconnections:\n  "a b": {crm: memory}\n',
    ['steward.yml:3:3  connections.a b must be a name of letters, digits, ".", "-" and "_"'],
  ],
  [
    'a secret by its key',
    'version: 1\nconnections:\n  acme:\n    crm: memory\n    accessToken: aB3xyz\n',
    [
      'steward.yml:5:18  connections.acme.accessToken looks like a secret; a policy is shared and holds none',
      'Put it into an environment variable and name that here. If it was real, revoke it.',
    ],
  ],
  [
    'a secret by its value',
    'version: 1\nconnections:\n  acme:\n    crm: memory\n    orgId: 00D000000000001!AQEAQ.secret\n',
    [
      'steward.yml:5:12  connections.acme.orgId looks like a secret; a policy is shared and holds none',
      'Put it into an environment variable and name that here. If it was real, revoke it.',
    ],
  ],
  [
    'an unknown canonical field',
    'version: 1\nobjects:\n  Contact:\n    fields:\n      emial: Email\n',
    ['steward.yml:5:7  objects.Contact.fields.emial is not a field of any entity', 'Did you mean "email"?'],
  ],
  [
    'a field of another entity',
    'version: 1\nobjects:\n  Gift__c:\n    entity: deal\n    fields: {birthdate: Day__c}\n',
    [
      'steward.yml:5:14  objects.Gift__c.fields.birthdate is not a field of deal',
      'Known: name, ownerId, ownerName, ownerActive, recordType, source, externalId, currency, createdAt, createdBy, modifiedAt, modifiedBy and 14 more',
    ],
  ],
  [
    'a mistyped field source',
    'version: 1\nobjects:\n  Contact:\n    fields: {phone: {frist: [Phone]}}\n',
    ['steward.yml:4:22  objects.Contact.fields.phone.frist is not a known key', 'Did you mean "first"?'],
  ],
  [
    'a waiver without end',
    'version: 1\nwaivers:\n  - {rule: sample/people, records: ["1"], reason: a, owner: b}\n',
    ['steward.yml:3:5  waivers[0].until is missing, it must be a text'],
  ],
  [
    'a waiver until never',
    'version: 1\nwaivers:\n  - {rule: sample/people, records: ["1"], reason: a, owner: b, until: never}\n',
    ['steward.yml:3:71  waivers[0].until must be a date like 2027-03-31'],
  ],
  [
    'a waiver of everything',
    'version: 1\nwaivers:\n  - {rule: "*", reason: a, owner: b, until: 2027-01-01}\n',
    ['steward.yml:3:5  waivers[0] must say what it covers: "records", "aspect" or "fingerprint"'],
  ],
  [
    'a waiver of an unknown rule',
    'version: 1\nwaivers:\n  - {rule: sample/poeple, records: ["1"], reason: a, owner: b, until: 2027-01-01}\n',
    [
      'steward.yml:3:12  waivers[0].rule names no rule',
      'Did you mean "sample/people"? All rules: steward rule list',
    ],
  ],
  [
    'limits out of range',
    'version: 1\nlimits:\n  apiBudget: 80\n  planAge: soon\n',
    [
      'steward.yml:3:14  limits.apiBudget must be at most 1',
      'steward.yml:4:12  limits.planAge must be a duration like 24h, 30m or 2d',
    ],
  ],
  [
    'a plugin of nothing',
    'version: 1\nplugins:\n  - integrity: sha256-1\n',
    [
      'steward.yml:3:5  plugins[0] must have either "package" or "file"',
      'steward.yml:3:16  plugins[0].integrity must be "sha256-" and 64 hexadecimal digits',
    ],
  ],
  [
    'a matcher that compares by an unknown kind',
    'version: 1\nmatchers:\n  gifts:\n    entity: deal\n    kinds: [deal]\n    blockOn: [[name]]\n    compare:\n      a: {type: txet, field: name}\n',
    [
      'steward.yml:8:17  matchers.gifts.compare.a.type must be one of personName, companyName, email, phones, domain, site, text, set, code, date, number',
      'Did you mean "text"?',
    ],
  ],
  [
    'a tab',
    'version: 1\nrules:\n\tsample/people: off\n',
    ['steward.yml:3:1  a tab is used as indentation', 'YAML is indented with spaces.'],
  ],
  [
    'a key twice',
    'version: 1\nrules: {}\nrules: {}\n',
    ['steward.yml:3:1  the key stands here a second time', 'Keep one of the two.'],
  ],
  [
    'two documents',
    'version: 1\n---\nversion: 1\n',
    ['steward.yml:2:1  a second document begins', 'A policy is one document: remove the "---".'],
  ],
  [
    'an open bracket',
    'version: 1\nextends: [steward/strict\nrules: {}\n',
    expect.arrayContaining([expect.stringMatching(/^steward\.yml:\d:\d+ {2}/)]),
  ],
  [
    'an alias without anchor',
    'version: 1\nrules: *all\n',
    ['steward.yml:1:1  an alias (*name) has no anchor (&name) before it', 'Define the anchor further up.'],
  ],
  [
    'a bomb of aliases',
    `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'.replace(/./g, (c) => `${c}: &${c} [${`*${String.fromCharCode(c.charCodeAt(0) - 1)}, `.repeat(9)}]\n`)}`,
    ['steward.yml:1:1  aliases multiply too often', 'At most 50 uses of an anchor are read.'],
  ],
]

describe('a policy that is wrong', () => {
  it.each(cases)('%s', async (_, text, lines) => {
    const { message } = await refused(text)
    expect(message.split('\n')).toEqual(lines)
  })

  it('lists ten problems in the order of the file and counts the rest', async () => {
    const rules = Array.from({ length: 13 }, (_, index) => `  wrong/rule-${index}: off\n`).join('')
    const { message } = await refused(`version: 1\nrules:\n${rules}`)
    const lines = message.split('\n').filter((line) => !line.includes('steward rule list'))
    expect(lines).toHaveLength(11)
    expect(lines[0]).toBe('steward.yml:3:3  rules.wrong/rule-0 is not a rule')
    expect(lines[9]).toBe('steward.yml:12:3  rules.wrong/rule-9 is not a rule')
    expect(lines[10]).toBe('and 3 more problems in this file')
  })

  it('never quotes a value that may be a secret', async () => {
    const texts = [
      'version: 1\nconnections:\n  a: {crm: memory, clientSecret: hunter22}\n',
      'version: 1\nconnections:\n  a: {crm: memory, orgId: pat-na1-hunter22}\n',
      'version: 1\nconnections:\n  a: {crm: other, password: hunter22}\n',
      'version: 1\nconnections:\n  a: {crm: memory, token: "hunter22}\n',
    ]
    for (const text of texts) {
      const { message, actions } = await refused(text)
      expect(`${message}${actions.join()}`).not.toContain('hunter22')
    }
  })
})

describe('a policy that is no text', () => {
  it('in another encoding', async () => {
    const { code, message } = await refused(Uint8Array.from([0x76, 0xff, 0xfe, 0xe9]))
    expect({ code, message }).toEqual({ code: 'FILE_UNREADABLE', message: 'steward.yml is not UTF-8 text.' })
  })

  it('a folder', async () => {
    const cwd = newFolder()
    mkdirSync(join(cwd, 'steward.yml'))
    await expect(loadPolicy({ cwd, packs: [], connectors: [] })).rejects.toMatchObject({
      message: 'steward.yml is a folder, not a file.',
      exit: 2,
    })
  })

  it('a file that is not there, when it was named', async () => {
    const cwd = newFolder()
    await expect(loadPolicy({ cwd, path: 'other.yml', packs: [], connectors: [] })).rejects.toMatchObject({
      code: 'POLICY_NOT_FOUND',
      message: 'There is no policy file other.yml.',
      exit: 2,
    })
  })
})
