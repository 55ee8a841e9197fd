import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RefusalCase } from './plan-refusal-cases.ts'
import type { Spoilt } from './plan-spoilt.ts'

const unknownColumn = 'writeBack: { verdict: Nothing__c, same: [Same] }\n'

/** Cases of `plan publish` and `plan collect` alike. */
const both: readonly RefusalCase[] = [
  ['the org has no duplicate record sets', 'NO_DUPLICATE_SETS', (one) => one.withoutSets()],
  [
    'the policy names a column that is not there',
    'UNKNOWN_FIELD',
    (one) => ({ args: one.policy(unknownColumn) }),
  ],
  ['another run writes to the org', 'ORG_BUSY', (one) => one.running()],
  [
    'the record of sets was edited',
    'REVIEWS_DAMAGED',
    (one) => withRecord(one, (path) => writeFileSync(path, 'x\n')),
  ],
  [
    'the record of sets cannot be written',
    'REVIEWS_NOT_WRITABLE',
    (one) => withRecord(one, (path) => mkdirSync(path)),
  ],
]

function withRecord(one: Spoilt, make: (path: string) => void): undefined {
  const path = one.reviewRecord()
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  make(path)
}

const publish: readonly RefusalCase[] = [
  ...both,
  ['a score is none', 'USAGE', () => ({ args: ['--min-score', '99'] })],
  ['the rule did not run', 'NOT_IN_RUN', () => ({ selector: 'duplicates/cases' })],
  ['nobody confirms', 'NOT_CONFIRMED', (one) => ({ all: ['--limit', '2', '--confirm-org', one.trial.host] })],
  ['another number is confirmed', 'NOT_CONFIRMED', () => ({ args: ['--confirm-sets', '1'] })],
  ['production is not named', 'NOT_CONFIRMED', () => ({ all: ['--limit', '2', '--confirm-sets', '2'] })],
  ['another org is named', 'NOT_CONFIRMED', () => ({ args: ['--confirm-org', 'other.example'] })],
  [
    'the user may not create',
    'NOT_PERMITTED',
    async (one) => ({ env: await one.login({ lacks: ['Create'] }) }),
  ],
]

export const publishRefusals = { publish, collect: both } as const
