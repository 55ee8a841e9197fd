import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { othersOf } from '../../src/plan/files/plan-file.ts'
import type { Spoilt } from './plan-spoilt.ts'
import { publishRefusals } from './publish-refusal-cases.ts'

/** Flags beside those that would be right, or instead of them. */
export interface Given {
  readonly args?: readonly string[]
  readonly all?: readonly string[]
  readonly env?: Record<string, string>
  /** For create, instead of people. */
  readonly selector?: string
}

/** What is wrong, the code of the error, and how it comes about. */
export type RefusalCase = readonly [
  when: string,
  code: string,
  prepare: (spoilt: Spoilt) => Given | undefined | Promise<Given | undefined>,
]

const day = 86_400_000
const vouched = {
  by: 'label',
  lowerBound: 0.9955,
  labels: 600,
  errors: 0,
  from: 0.99,
  sample: '12345678',
  drawnAt: '2026-10-01T00:00:00.000Z',
  ruleHash: '0123456789abcdef',
}
const decisions = 'scan,group,rule,object,id,decision,survivor,take\n'

function ownPolicy(spoilt: Spoilt, text: string): Given {
  writeFileSync(spoilt.path('other.yml'), text)
  return { args: ['--policy', `${spoilt.name}/other.yml`] }
}

const otherConnection: readonly RefusalCase[] = [
  [
    'the connection is of a kind that is only read',
    'READ_ONLY',
    (one) => {
      writeFileSync(one.path('Contact.csv'), 'Id,LastName\n1,Who\n')
      const path = one.path('.')
      return ownPolicy(one, `version: 1\nconnections:\n  acme: { crm: files, path: ${path} }\n`)
    },
  ],
  [
    'the connection leads to another org',
    'OTHER_ORG',
    (one) => ({ args: one.policy('', one.other.url), env: { ACME_TOKEN: one.other.accessToken } }),
  ],
]

const plan: readonly RefusalCase[] = [
  ['there is no plan', 'PLAN_UNREADABLE', (one) => one.remove('plan.json')],
  ['the plan is cut off', 'PLAN_UNREADABLE', (one) => one.replace('plan.json', /[\s\S]{40}$/, '')],
  [
    'the plan was edited',
    'PLAN_TAMPERED',
    (one) => {
      const [first] = one.plan.actions
      const [loser] = first === undefined ? [] : othersOf(first)
      return one.replace('plan.json', `"survivor": "${first?.survivor}"`, `"survivor": "${loser}"`)
    },
  ],
  ['its values were edited', 'PLAN_TAMPERED', (one) => one.replace('plan.values.json', '"seen"', '"seen" ')],
  ['its values are gone', 'PLAN_VALUES_MISSING', (one) => one.remove('plan.values.json')],
  ['another plan is confirmed', 'NOT_CONFIRMED', () => ({ args: ['--confirm-plan', '00000000'] })],
]

const rehearse = ['--rehearse', '-o', 'acme']

const rehearsal: readonly RefusalCase[] = [
  ['it would be rehearsed in its own org', 'NOT_A_SANDBOX', () => ({ args: rehearse })],
  [
    'the plan was made for a sandbox, and would be rehearsed',
    'NO_REHEARSAL_NEEDED',
    (one) => {
      one.reseal(({ connection }) => {
        connection.production = false
      })
      return { args: rehearse }
    },
  ],
  [
    'the copies of its CRM have other ids, and it would be rehearsed',
    'CANNOT_REHEARSE',
    async (one) => {
      one.reseal(({ connection }) => {
        connection.crm = 'hubspot'
      })
      return await one.inHubspot(rehearse)
    },
  ],
]

const noLogin: RefusalCase = [
  'there is no such connection',
  'UNKNOWN_LOGIN',
  (one) => ownPolicy(one, 'version: 1\n'),
]

const create: readonly RefusalCase[] = [
  ['nothing says which groups', 'NO_WAY_INTO_A_PLAN', () => ({ all: [] })],
  ['no number was confirmed', 'NOT_CONFIRMED', () => ({ all: ['--min-score', '0.99'] })],
  ['another number was confirmed', 'NOT_CONFIRMED', () => ({ args: ['--confirm-groups', '1'] })],
  ['labels are to decide, and there are none', 'NO_LABEL_EVIDENCE', () => ({ all: ['--by-labels'] })],
  [
    'the file of labels is none',
    'LABELS_INVALID',
    (one) => {
      writeFileSync(one.path('labels.csv'), 'a,b\n1,2\n')
      return { all: ['--by-labels', ...one.policy('labels: labels.csv\n')] }
    },
  ],
  ['a score is none', 'USAGE', () => ({ all: ['--min-score', '99'] })],
  ['there is no such file of decisions', 'FILE_UNREADABLE', () => ({ all: ['--decisions', 'nowhere.csv'] })],
  [
    'a workbook is given',
    'FILE_UNREADABLE',
    (one) => {
      writeFileSync(one.path('groups.csv'), new Uint8Array([0x50, 0x4b, 0x03, 0x04]))
      return { all: ['--decisions', `${one.name}/groups.csv`] }
    },
  ],
  [
    'decisions are about another scan',
    'DECISIONS_INVALID',
    (one) => {
      writeFileSync(one.path('groups.csv'), `${decisions}7,g1,duplicates/people,Contact,003,keep,,\n`)
      return { all: ['--decisions', `${one.name}/groups.csv`] }
    },
  ],
  ['the rule did not run', 'NOT_IN_RUN', () => ({ selector: 'duplicates/cases' })],
  [
    'the policy names several orgs',
    'NO_CONNECTION',
    (one) =>
      ownPolicy(
        one,
        `version: 1\nconnections:\n  a: { crm: files, path: . }\n  b: { crm: files, path: . }\n`,
      ),
  ],
  [
    'a plan in its place was begun',
    'PLAN_IN_USE',
    async (one) => {
      await one.begun()
      return { args: ['--output-file', `${one.name}/plan.json`] }
    },
  ],
  [
    'the plan cannot be written',
    'CANNOT_WRITE',
    () => ({ args: ['--output-file', 'no/such/folder/plan.json'] }),
  ],
  [
    'the user may not delete',
    'NOT_PERMITTED',
    async (one) => ({ env: await one.login({ lacks: ['Delete'] }) }),
  ],
  [
    'the user may not edit',
    'NOT_PERMITTED',
    async (one) => ({ env: await one.login({ lacks: ['Edit', 'Delete'] }) }),
  ],
  ...otherConnection,
]

const undo: readonly RefusalCase[] = [
  ...plan,
  ...[...otherConnection, noLogin].map(
    ([when, code, prepare]): RefusalCase => [
      when,
      code,
      async (one) => {
        await one.begun()
        return prepare(one)
      },
    ],
  ),
  ['no group is named', 'USAGE', (one) => ({ all: [`${one.name}/plan.json`] })],
  [
    'groups are named in two ways',
    'USAGE',
    (one) => ({ all: [`${one.name}/plan.json`, '--all', '--run', '1'] }),
  ],
  [
    'the report has an unknown ending',
    'USAGE',
    (one) => ({ all: [`${one.name}/plan.json`, '--all', '--report', 'undo.pdf'] }),
  ],
  ['the journal has no such run', 'UNKNOWN_RUN', begunWith({ which: ['--run', '7'] })],
  ['there is no such group', 'UNKNOWN_GROUP', begunWith({ which: ['--group', '00000000'] })],
  ['nobody confirms', 'NOT_CONFIRMED', begunWith({ confirmed: false })],
  ['production is not named', 'NOT_CONFIRMED', begunWith({ named: false })],
  [
    'another org is named',
    'NOT_CONFIRMED',
    begunWith({ named: false, more: ['--confirm-org', 'other.example'] }),
  ],
  ['there is no journal', 'JOURNAL_MISSING', () => undefined],
  ['the journal is of another plan', 'OTHER_JOURNAL', (one) => one.begun({ plan: '00000000' })],
  ['the journal was edited', 'JOURNAL_BROKEN', edited],
  ['another process writes the journal', 'JOURNAL_BUSY', (one) => one.begun({ held: true, merged: true })],
  ['nothing was applied', 'NOTHING_APPLIED', (one) => one.begun()],
  ...rehearsal,
  ['another run writes to the org', 'ORG_BUSY', (one) => one.running()],
]

interface BegunWith {
  readonly which?: readonly string[]
  readonly named?: boolean
  readonly confirmed?: boolean
  readonly more?: readonly string[]
}

function begunWith({
  which = ['--all'],
  named = true,
  confirmed = true,
  more = [],
}: BegunWith): RefusalCase[2] {
  return async (one) => {
    await one.begun({ merged: true })
    return {
      all: [
        `${one.name}/plan.json`,
        ...which,
        ...(confirmed ? ['--confirm-plan', one.plan.id] : []),
        ...(named ? ['--confirm-org', one.trial.host] : []),
        ...more,
      ],
    }
  }
}

async function edited(one: Spoilt): Promise<undefined> {
  await one.begun()
  one.replace('plan.journal/journal.ndjson', '"terminal"', '"Terminal"')
}

function unattended(one: Spoilt, ...more: readonly string[]): Given {
  return { all: [`${one.name}/plan.json`, '--confirm-org', one.trial.host, '--unattended', ...more] }
}

const resume = { args: ['--resume'] }

const apply: readonly RefusalCase[] = [
  ...plan,
  ...otherConnection,
  noLogin,
  [
    'a record is in two groups',
    'PLAN_TAMPERED',
    (one) =>
      one.reseal((edit) => {
        const [first, second] = edit.actions
        Object.assign(second as object, { survivor: first?.survivor })
      }),
  ],
  [
    'values were made to fit an edited plan',
    'PLAN_TAMPERED',
    (one) =>
      one.reseal((edit, values) => {
        const told = values.actions[edit.actions[0]?.id ?? '']
        Object.assign(told?.set ?? {}, { Phone: '1' })
      }),
  ],
  [
    'the plan is old',
    'PLAN_TOO_OLD',
    (one) =>
      one.reseal((edit) => {
        edit.createdAt = new Date(Date.now() - 2 * day).toISOString()
      }),
  ],
  [
    'the plan is from tomorrow',
    'PLAN_FROM_FUTURE',
    (one) =>
      one.reseal((edit) => {
        edit.createdAt = new Date(Date.now() + day).toISOString()
      }),
  ],
  [
    'the plan is larger than the policy allows',
    'PLAN_TOO_LARGE',
    (one) => ({ args: one.policy('limits: { actionsPerPlan: 1 }\n') }),
  ],
  [
    'the policy has taken its word back',
    'EVIDENCE_WITHDRAWN',
    (one) =>
      one.reseal(({ actions: [first] }) => {
        Object.assign(first as object, { evidence: { by: 'policy', name: 'same e-mail', same: ['email'] } })
      }),
  ],
  [
    'labels do not vouch for a group any more',
    'LABELS_EXPIRED',
    (one) =>
      one.reseal(({ actions: [first] }) => {
        Object.assign(first as object, { evidence: vouched })
      }),
  ],
  ['nobody watches, and no journal is named', 'JOURNAL_NOT_NAMED', (one) => unattended(one)],
  [
    'no terminal, and no plan confirmed',
    'JOURNAL_NOT_NAMED',
    (one) => ({ all: [`${one.name}/plan.json`, '--confirm-org', one.trial.host] }),
  ],
  [
    "nobody watches a person's decisions",
    'NEEDS_A_PERSON',
    (one) => unattended(one, '--journal', `${one.name}/kept`),
  ],
  [
    'production is not named',
    'NOT_CONFIRMED',
    (one) => ({ all: [`${one.name}/plan.json`, '--confirm-plan', one.plan.id] }),
  ],
  ['another org is named', 'NOT_CONFIRMED', () => ({ args: ['--confirm-org', 'other.example'] })],
  ['the user may not delete', 'FORBIDDEN', async (one) => ({ env: await one.login({ lacks: ['Delete'] }) })],
  [
    'the user may not edit',
    'FORBIDDEN',
    async (one) => ({ env: await one.login({ lacks: ['Edit', 'Delete'] }) }),
  ],
  [
    'the user does not see a column',
    'INCOMPLETE_SIGHT',
    async (one) => ({
      env: await one.login({ hidden: ['Account.Website', 'Contact.Title', 'Lead.Website'] }),
    }),
  ],
  ...rehearsal,
  [
    'the policy wants a rehearsal first',
    'NOT_REHEARSED',
    (one) => ({ args: one.policy('apply: { rehearsal: { within: 7 days } }\n') }),
  ],
  ['nothing was begun that could go on', 'JOURNAL_MISSING', () => resume],
  ['the plan was begun before', 'PLAN_BEGUN', (one) => one.begun()],
  ['the plan was taken back', 'PLAN_TAKEN_BACK', (one) => one.begun({ undone: true })],
  [
    'the journal is of another plan',
    'OTHER_JOURNAL',
    async (one) => {
      await one.begun({ plan: '00000000' })
      return resume
    },
  ],
  [
    'the journal was edited',
    'JOURNAL_BROKEN',
    async (one) => {
      await edited(one)
      return resume
    },
  ],
  [
    'another process writes the journal',
    'JOURNAL_BUSY',
    async (one) => {
      await one.begun({ held: true })
      return resume
    },
  ],
  [
    'another machine wrote the journal, and may still',
    'JOURNAL_BUSY',
    async (one) => {
      await one.begun()
      one.lockedBy('far-away')
      return { args: ['--resume', '--gone-host', 'near-by'] }
    },
  ],
  [
    'another copy of the journal went on',
    'WENT_ON_ELSEWHERE',
    async (one) => {
      await one.begun()
      return one.wentOn(['--resume'])
    },
  ],
  [
    'the place of the journal is a file',
    'JOURNAL_FOLDER',
    (one) => {
      writeFileSync(one.path('plan.journal'), '')
      return undefined
    },
  ],
  [
    'the folder of the journal holds something else',
    'JOURNAL_FOLDER',
    (one) => ({ args: ['--journal', one.name] }),
  ],
  [
    'the folder of the journal is a link',
    'JOURNAL_FOLDER',
    (one) => {
      mkdirSync(one.path('elsewhere'))
      symlinkSync(one.path('elsewhere'), one.path('plan.journal'))
      return undefined
    },
  ],
  [
    'the journal cannot be made',
    'JOURNAL_NOT_WRITABLE',
    (one) => ({ args: ['--journal', `${one.name}/plan.json/journal`] }),
  ],
  ...(existsSync('/dev/full') ? [full('journal.ndjson'), full('values.ndjson')] : []),
  ['another run writes to the org', 'ORG_BUSY', (one) => one.running()],
  [
    'a person in the plan was forgotten',
    'PLAN_FORGOTTEN',
    async ({ trial, plan: { actions } }) => {
      await trial.place.run(['forget', actions[0]?.survivor ?? '', '--yes'])
      return { all: ['plan.json'] }
    },
  ],
]

function full(file: string): RefusalCase {
  return [
    `the disk is full for ${file}`,
    'JOURNAL_NOT_WRITABLE',
    (one) => {
      mkdirSync(one.path('plan.journal'), { mode: 0o700 })
      symlinkSync('/dev/full', one.path(`plan.journal/${file}`))
      return undefined
    },
  ]
}

const publish = [...publishRefusals.publish, ...otherConnection]
const collect: readonly RefusalCase[] = [
  ...publishRefusals.collect,
  ...otherConnection.filter(([, code]) => code === 'READ_ONLY'),
  ['there is no such connection', 'UNKNOWN_LOGIN', () => ({ args: ['-o', 'nobody'] })],
]

export const refusalCases = { create, undo, apply, publish, collect } as const
