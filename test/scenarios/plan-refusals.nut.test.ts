import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../emulators/index.ts'
import { read } from '../repo/source.ts'
import { differing } from './foreign-client.ts'
import { type Given, refusalCases } from './plan-refusal-cases.ts'
import { population, Spoilt } from './plan-spoilt.ts'
import { openTrial, type Trial } from './plan-trial.ts'

type Command = keyof typeof refusalCases

let trial: Trial
let other: EmulatedOrg
let pristine: readonly string[]
const seen = new Set<string>()

/** Sessions and users that a case makes are no data. */
const dump = async () =>
  (await trial.client.dump()).filter(
    (line) =>
      !/^(OauthToken|User|Profile|PermissionSet|ObjectPermissions|FieldPermissions|SetupAuditTrail) /.test(
        line,
      ),
  )

beforeAll(async () => {
  trial = await openTrial(population)
  other = await startSalesforceOrg({ seed: 99 })
  await trial.planned('duplicates/people', '0.9')
  expect(trial.plan.actions.length).toBeGreaterThan(2)
  pristine = await dump()
})
afterAll(async () => {
  await trial[Symbol.asyncDispose]()
  await other.close()
})

/** A command that would do its work, but for what the case gives. */
function commandLine(
  command: Command,
  { name, planId }: Spoilt,
  given: Given | undefined,
): readonly string[] {
  const { args = [], all, selector = 'duplicates/people' } = given ?? {}
  const evidence = trial.plan.actions[0]?.evidence
  const confirmed = evidence?.by === 'score' ? String(evidence.confirmed) : ''
  const consent = [
    ['--confirm-plan', planId],
    ['--confirm-org', trial.host],
  ]
  const right: Record<Command, readonly (readonly string[])[]> = {
    create: [
      ['--min-score', '0.9'],
      ['--confirm-groups', confirmed],
      ['--output-file', `${name}/new.json`],
    ],
    apply: [[`${name}/plan.json`], ...consent],
    undo: [[`${name}/plan.json`], ...consent, ['--all']],
    publish: [
      ['--limit', '2'],
      ['--confirm-sets', '2'],
      ['--confirm-org', trial.host],
    ],
    collect: [],
  }
  const kept = right[command].filter(([flag = '']) => !args.includes(flag)).flat()
  const first = command === 'create' || command === 'publish' ? [selector] : []
  return ['plan', command, ...first, ...(all ?? [...kept, ...args]), '--json']
}

interface Documented {
  readonly command: string
  readonly code: string
  readonly exit: number
  readonly action: string
}

/** The rows of the page; `…` in what to do stands for names and numbers. */
function documented(): readonly Documented[] {
  const rows = read('docs/plan/refusals.md').matchAll(
    /^\| (?<commands>[a-z, ]+) \| `(?<code>[A-Z_]+)` \| (?<exit>\d+) \| .* \| (?<action>.*) \|$/gm,
  )
  return [...rows].flatMap(({ groups = {} }) => {
    const { commands = '', code = '', exit, action = '' } = groups
    return commands.split(', ').map((command) => ({ command, code, exit: Number(exit), action }))
  })
}

/** One of them is among what the error says to do. */
function pattern(actions: string): RegExp {
  const lines = actions.split('<br>').map((action) =>
    action
      .split('…')
      .map((part) => RegExp.escape(part))
      .join('.*'),
  )
  return new RegExp(`^(${lines.join('|')})$`, 'm')
}

const table = documented()

describe.each(Object.keys(refusalCases) as Command[])('plan %s is refused when', (command) => {
  it.each(refusalCases[command])('%s: %s', async (when, code, prepare) => {
    await using spoilt = new Spoilt(trial, `${command}-${when.replaceAll(/\W+/g, '-')}`, other)
    const given = await prepare(spoilt)
    await trial.control('DELETE /meter')
    const args = commandLine(command, spoilt, given)
    const { exit, stdout, stderr } = await trial.place.run(args, { env: given?.env ?? {} })
    const error = JSON.parse(stdout)
    expect(error.name, stdout).toBe(code)
    expect(stderr).not.toMatch(/\n\s+at |node:internal|node_modules/)
    expect(stdout).not.toMatch(/\\n\s+at |node:internal|node_modules/)
    expect(await trial.writes()).toEqual([])
    const row = table.find((one) => one.command === command && one.code === code && one.exit === exit)
    expect(row, `${command} ${code} ${exit}: ${error.actions[0]}`).toBeDefined()
    expect(error.exitCode).toBe(exit)
    expect(error.actions.join('\n')).toMatch(pattern(row?.action ?? ''))
    seen.add(`${command} ${code} ${exit}`)
  })
})

describe('the page about refusals', () => {
  it('tells no more and no less than the commands do', () => {
    expect(table.map(({ command, code, exit }) => `${command} ${code} ${exit}`).sort()).toEqual(
      [...seen].sort(),
    )
  })

  it('is right that nothing was written', async () => {
    expect(differing(await dump(), pristine)).toEqual([])
  })
})
