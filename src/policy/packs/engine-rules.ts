import type { RuleInfo } from './rule-info.ts'

const declaration = { shape: 'engine' } as const
const options = { type: 'object', properties: {}, additionalProperties: false } as const

/** What Steward itself reports about a scan and its policy; severities can be set like any rule's. */
export const engineRules = [
  {
    id: 'scan/incomplete',
    summary: 'Part of what the rules need could not be looked at.',
    why: 'A clean result says nothing about what was not read or not compared.',
    remedy: 'Grant the missing permission, raise the cap, or accept it with a waiver.',
    severity: 'high',
    tags: ['scan'],
    controls: [],
    messages: {
      gaps: '{object}: {count} of what the rules need could not be read: {what}',
      capped:
        '{rule}: blocks sharing {key} were too large; {pairs} pairs of {records} records were not compared',
      lost: '{rule}: blocks sharing {key} were too large and were split; by estimate {loss} true pairs among {records} records were lost',
      warned: '{rule}: {what}',
    },
    options,
    declaration,
  },
  {
    id: 'policy/expired-waiver',
    summary: 'A waiver has run out.',
    why: 'What it covered is a finding again, and nobody decided so on purpose.',
    remedy: 'Fix what it covered, or renew it with a new date and reason.',
    severity: 'medium',
    tags: ['policy'],
    controls: [],
    messages: { expired: 'The waiver of {owner} for {rule} ended on {until}' },
    options,
    declaration,
  },
  {
    id: 'policy/unused-waiver',
    summary: 'A waiver covers nothing any more.',
    why: 'Waivers that nobody needs hide the next finding of the same kind.',
    remedy: 'Remove it from the policy.',
    severity: 'low',
    tags: ['policy'],
    controls: [],
    messages: { unused: 'The waiver of {owner} for {rule} covers nothing' },
    options,
    declaration,
  },
] as const satisfies readonly RuleInfo[]

export const engineRuleIds = engineRules.map((rule) => rule.id)
