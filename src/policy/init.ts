import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { stringify } from 'yaml'
import { exitCodes, KitError } from '../kit/index.ts'
import { policyFile } from './load.ts'
import { labelOf } from './read-file.ts'
import { replaceFile } from './write-file.ts'

export interface InitOptions {
  readonly cwd: string
  readonly path?: string | undefined
  /** Overwrite a policy that is there. */
  readonly force?: boolean
  /** Connections to write down, e.g. those found on this machine. */
  readonly connections?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Where editors find the schema; default the package in `node_modules`. */
  readonly schema?: string
}

/** Writes a commented policy and returns its path. Throws `POLICY_EXISTS`, exit 2. */
export function initPolicy(options: InitOptions): string {
  const path = resolve(options.cwd, options.path ?? policyFile)
  if (existsSync(path) && options.force !== true) {
    throw new KitError(
      'POLICY_EXISTS',
      `${labelOf(path, options.cwd)} is there already and was not touched.`,
      {
        exit: exitCodes.usage,
        actions: ['Check it:  steward policy check', 'Overwrite it:  steward policy init --force'],
      },
    )
  }
  replaceFile(path, policyText(options))
  return path
}

const defaultSchema = './node_modules/crm-steward/schemas/policy.schema.json'

function policyText({ connections = {}, schema = defaultSchema }: Omit<InitOptions, 'cwd'>): string {
  const named = Object.keys(connections).length > 0
  const written = named
    ? stringify({ connections })
    : `# connections:
#   acme:
#     crm: salesforce
#     alias: acme                 # an alias of the sf CLI
`
  return `# yaml-language-server: $schema=${schema}
# How Steward looks at your CRM. Every key but "version" may be left out; docs/policy.md explains each.
# Check it with:  steward policy check
version: 1

# Which rules are on. steward/recommended turns on all; steward/strict is stricter; [] turns off all.
extends:
  - steward/recommended

# Names for your orgs. Never a secret: name an environment variable instead.
${written}
# Turn rules off, change their severity, set their options.  steward rule list
# rules:
#   duplicates/companies: off
#   duplicates/people:
#     severity: critical
#     threshold: 0.97

# Your own fields and objects, in Steward's words.
# objects:
#   Contact:
#     fields:
#       externalId: ERP_Id__c
#   Membership__c:
#     entity: person
#     kind: member
#     fields:
#       email: Email__c
#       lastName: Name

# What you accept on purpose, until when, and who answers for it.
# waivers:
#   - rule: duplicates/people
#     records: [003000000000001AAA, 003000000000002AAA]
#     reason: Father and son
#     owner: ana@example.com
#     until: 2027-06-30

# limits:
#   apiBudget: 0.8                # share of the org's daily API calls
#   actionsPerPlan: 1000
`
}
