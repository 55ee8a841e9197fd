import { exitCodes, isKitError, KitError, type MatchRule, type RulePack } from '../../kit/index.ts'
import { matcherPack } from '../matchers/rules.ts'
import { engineRules } from './engine-rules.ts'
import { PackHost } from './pack-host.ts'
import { type PluginEntry, pinnedSource } from './pack-source.ts'
import type { PackSource, ParseAnswer } from './protocol.ts'
import { describePack, describeRule, type PackInfo, type RuleInfo } from './rule-info.ts'

/** A pack that ships with Steward, and the module that a worker imports it from. */
export interface BuiltInPack extends RulePack {
  readonly module: string
}

export interface RegisteredRule extends RuleInfo {
  readonly pack: string
}

export interface RegisteredPack {
  readonly name: string
  /** As people know it: the name, the path or the package. */
  readonly label: string
  readonly source: PackSource
  readonly rules: readonly string[]
}

/** Every rule there is, in order of id; nothing in here can run. */
export interface Registry {
  readonly packs: ReadonlyMap<string, RegisteredPack>
  readonly rules: ReadonlyMap<string, RegisteredRule>
  /** By `<pack>/<preset>`. */
  readonly presets: ReadonlyMap<string, unknown>
}

/** A registry while a policy is read: options are parsed where the rule's own schema lives. */
export interface OpenRegistry extends AsyncDisposable {
  readonly registry: Registry
  readonly parse: (rule: RegisteredRule, options: unknown) => Promise<ParseAnswer>
}

const steward = 'steward'
const loadingMs = 30_000

export async function openRegistry(
  builtIn: readonly BuiltInPack[],
  plugins: readonly PluginEntry[],
  folder: string,
  /** Where the policy pins a plugin, as `file:line:column` and two spaces. */
  pinOf: (index: number) => string = () => '',
  /** Rules that the policy itself writes down. */
  matchers: readonly MatchRule[] = [],
): Promise<OpenRegistry> {
  await using opening = new AsyncDisposableStack()
  const hosts = new Map<string, PackHost>()
  const found: { info: PackInfo; label: string; source: PackSource }[] = builtIn.map((pack) => ({
    info: describePack(pack),
    label: pack.name,
    source: { kind: 'built-in', module: pack.module },
  }))
  for (const [index, plugin] of plugins.entries()) {
    const source = pinnedSource(plugin, folder, pinOf(index))
    const host = opening.use(new PackHost(source, { label: source.label, silenceMs: loadingMs }))
    const info = await describeForeign(host, source.label)
    hosts.set(info.name, host)
    found.push({ info, label: source.label, source })
  }
  const registry = buildRegistry(found, matchers)
  const own = new Map(
    [...matchers, ...builtIn.flatMap((pack) => pack.rules)].map((rule) => [rule.meta.id as string, rule]),
  )
  const opened = opening.move()
  return {
    registry,
    parse: async (rule, options) => {
      const host = hosts.get(rule.pack)
      if (host !== undefined) return host.call('parse', { rule: rule.id, options })
      const parsed = own.get(rule.id)?.meta.options.safeParse(options)
      if (parsed === undefined) return { value: {} }
      return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** What goes wrong in a pack while the policy is read is a mistake in the policy. */
async function describeForeign(host: PackHost, label: string): Promise<PackInfo> {
  try {
    return await host.call('describe', null)
  } catch (cause) {
    if (!isKitError(cause)) throw cause
    const message = cause.code === 'RULE_THREW' ? `${label} ${cause.message}` : cause.message
    throw new KitError(cause.code, message, { actions: cause.actions, exit: exitCodes.usage, cause })
  }
}

function buildRegistry(
  found: readonly { readonly info: PackInfo; readonly label: string; readonly source: PackSource }[],
  matchers: readonly MatchRule[],
): Registry {
  const packs = new Map<string, RegisteredPack>()
  const rules = new Map<string, RegisteredRule>(
    engineRules.map((rule) => [rule.id, { ...rule, pack: steward }]),
  )
  const presets = new Map<string, unknown>()
  for (const { info, label, source } of found) {
    const other = packs.get(info.name)
    if (other !== undefined) throw conflict(`The pack name ${info.name}`, other.label, label)
    packs.set(info.name, { name: info.name, label, source, rules: info.rules.map((rule) => rule.id) })
    for (const rule of info.rules) {
      const twin = rules.get(rule.id)
      if (twin !== undefined)
        throw conflict(`The rule ${rule.id}`, packs.get(twin.pack)?.label ?? twin.pack, label)
      rules.set(rule.id, { ...rule, pack: info.name })
    }
    for (const [name, preset] of Object.entries(info.presets)) presets.set(`${info.name}/${name}`, preset)
  }
  for (const matcher of matchers) {
    const rule = describeRule(matcher)
    if (!rules.has(rule.id)) rules.set(rule.id, { ...rule, pack: matcherPack }) // a taken name is a problem of the policy
  }
  return { packs, rules: new Map([...rules].sort(([a], [b]) => (a < b ? -1 : 1))), presets }
}

function conflict(what: string, one: string, other: string): KitError {
  return new KitError('RULE_CONFLICT', `${what} comes from ${one} and from ${other}.`, {
    exit: exitCodes.usage,
    actions: ['Remove one of the two packs from "plugins", or ask its author for another name.'],
  })
}
