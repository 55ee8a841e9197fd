/** A request that writes, as the emulators' fault rules match it. */
export type Match = Readonly<Record<string, string>>

/** A plan on an org: what is merged, how, and which requests write. */
export interface Kind {
  readonly crm: 'salesforce' | 'hubspot'
  readonly selector: string
  readonly least: string
  readonly people: number
  readonly seed: number
  readonly policy: string
  /** What an undo is told besides which groups. */
  readonly undo?: readonly string[]
}

const stages = 'apply: { stages: [2, 5], refusedShare: 1 }\n'

export const kinds = {
  'merged people': {
    crm: 'salesforce',
    selector: 'duplicates/people',
    least: '0.9',
    people: 220,
    seed: 7,
    policy: `${stages}survivorship: { person: { owners: survivor } }\n`,
  },
  'merged cases': {
    crm: 'salesforce',
    selector: 'duplicates/cases',
    least: '0.9',
    people: 400,
    seed: 7,
    policy: stages,
  },
  'linked cases': {
    crm: 'salesforce',
    selector: 'duplicates/cases',
    least: '0.9',
    people: 400,
    seed: 7,
    policy: `${stages}survivorship:
  case: { by: link-and-close, linkAndClose: { Case: { link: ParentId, set: { Status: Closed } } } }
`,
  },
  'HubSpot contacts': {
    crm: 'hubspot',
    selector: 'duplicates/people',
    least: '0.9',
    people: 220,
    seed: 11,
    policy: `${stages}survivorship: { person: { owners: survivor } }\n`,
  },
  'emptied companies': {
    crm: 'hubspot',
    selector: 'duplicates/companies',
    least: '0.9',
    people: 400,
    seed: 11,
    policy: `${stages}survivorship: { company: { by: preserving, owners: survivor } }\n`,
    undo: ['--recreate'],
  },
} as const satisfies Readonly<Record<string, Kind>>
export type KindName = keyof typeof kinds

/** The same on orgs of few people, with a few groups of each. */
export const smallKinds: Readonly<Record<KindName, Kind>> = {
  'merged people': { ...kinds['merged people'], people: 100 },
  'merged cases': kinds['merged cases'],
  'linked cases': kinds['linked cases'],
  'HubSpot contacts': { ...kinds['HubSpot contacts'], people: 100 },
  'emptied companies': { ...kinds['emptied companies'], people: 100 },
}

/** Requests that write, and of which no two match the same. */
export const writesOf: Readonly<Record<Kind['crm'], readonly Match[]>> = {
  salesforce: [
    { operation: 'merge' },
    { operation: 'undelete' },
    { path: '*/executeAnonymous*' },
    { method: 'PATCH', path: '*/composite/sobjects' },
    { method: 'POST', path: '*/composite/sobjects' },
    { method: 'DELETE', path: '*/composite/sobjects' },
  ],
  hubspot: [
    { path: '*/merge' },
    { path: '*/objects/*/batch/update' },
    { path: '*/objects/*/batch/create' },
    { path: '*/objects/*/batch/archive' },
    { path: '*/associations/*/batch/create' },
    { path: '*/associations/*/archive' },
    { path: '*/memberships/add' },
    { path: '*/memberships/remove' },
  ],
}
