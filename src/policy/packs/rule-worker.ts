/** The thread in which rules run: an empty environment, one pack, and no other code than what was hashed. */
import { parentPort, workerData } from 'node:worker_threads'
import { KitError } from '../../kit/error.ts'
import type { Rule, RulePack } from '../../kit/index.ts'
import { checkPack } from './check-pack.ts'
import { loadError } from './load-error.ts'
import { pinModules } from './pin-modules.ts'
import { toPlainError } from './plain-error.ts'
import type { Message, RecordPass, RuleRun, WorkerStart } from './protocol.ts'
import { describePack } from './rule-info.ts'
import { runOrgRule } from './run-org.ts'
import { type RecordRunner, recordRunner } from './run-records.ts'

const start = workerData as WorkerStart
if (parentPort === null) throw new Error('rule-worker runs as a worker only')
const port = parentPort

const waiting = new Map<number, PromiseWithResolvers<unknown>>()
let asked = 0
let loading: Promise<RulePack> | null = null
let pass: RecordRunner | null = null

function load(): Promise<RulePack> {
  loading ??= importPack()
  return loading
}

async function importPack(): Promise<RulePack> {
  const { source, label } = start
  const module = (await importEntry(source)) as { readonly default?: unknown }
  return checkPack(module.default, label)
}

async function importEntry(source: WorkerStart['source']): Promise<unknown> {
  if (source.kind === 'built-in') return import(source.module)
  try {
    return await import(pinModules(source))
  } catch (error) {
    throw loadError(error, source)
  }
}

async function ruleOf(id: string): Promise<{ readonly rule: Rule; readonly index: number }> {
  const { rules } = await load()
  const index = rules.findIndex((rule) => rule.meta.id === id)
  const rule = rules[index]
  if (rule === undefined) throw new KitError('UNKNOWN_RULE', `${start.label} has no rule ${id}`)
  return { rule, index }
}

function ask(name: string, params: unknown): Promise<unknown> {
  asked += 1
  const answer = Promise.withResolvers<unknown>()
  waiting.set(asked, answer)
  port.postMessage({ type: 'call', id: asked, name, params } satisfies Message)
  return answer.promise
}

async function parse({ rule: id, options }: { readonly rule: string; readonly options: unknown }) {
  const { rule } = await ruleOf(id)
  const parsed = rule.meta.options.safeParse(options)
  return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues }
}

async function begin({ runs, urls }: RecordPass): Promise<null> {
  const found = await Promise.all(runs.map(async (run) => ({ run, ...(await ruleOf(run.rule)) })))
  pass = recordRunner(found, urls, start.current)
  return null
}

async function org(run: RuleRun) {
  const { rule, index } = await ruleOf(run.rule)
  start.current[0] = index
  try {
    return await runOrgRule(rule, run, ask)
  } finally {
    start.current[0] = -1
  }
}

async function carryOut(name: string, params: unknown): Promise<unknown> {
  if (name === 'describe') return describePack(await load())
  if (name === 'parse') return parse(params as Parameters<typeof parse>[0])
  if (name === 'begin') return begin(params as RecordPass)
  if (name === 'batch' && pass !== null) return pass(params as Parameters<RecordRunner>[0])
  if (name === 'org') return org(params as RuleRun)
  throw new KitError('WORKER_PROTOCOL', `The rule worker knows no call ${name} now.`)
}

async function serve(id: number, name: string, params: unknown): Promise<void> {
  try {
    port.postMessage({ type: 'answer', id, value: await carryOut(name, params) } satisfies Message)
  } catch (error) {
    port.postMessage({ type: 'failure', id, error: toPlainError(error) } satisfies Message)
  }
}

port.on('message', (message: Message) => {
  if (message.type === 'call') {
    void serve(message.id, message.name, message.params)
    return
  }
  const answer = waiting.get(message.id)
  waiting.delete(message.id)
  if (message.type === 'answer') answer?.resolve(message.value)
  else
    answer?.reject(
      new KitError(message.error.code, message.error.message, { actions: message.error.actions }),
    )
})
