import { type Connector, exitCodes, isKitError, KitError } from '../kit/index.ts'
import { didYouMean, listed } from './nearest.ts'
import { optionsSchema } from './packs/rule-info.ts'
import type { Problem } from './problems.ts'
import type { ConnectionEntry } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'
import { secretProblems } from './secrets.ts'

/** A connection that can be opened: its name, who opens it, with what. */
export interface NamedConnection {
  readonly name: string
  readonly connector: Connector
  readonly settings: Readonly<Record<string, unknown>>
}

export function setUpConnections(
  entries: Readonly<Record<string, ConnectionEntry>>,
  connectors: readonly Connector[],
): { readonly connections: ReadonlyMap<string, NamedConnection>; readonly problems: readonly Problem[] } {
  const connections = new Map<string, NamedConnection>()
  const problems: Problem[] = []
  for (const [name, { crm, ...raw }] of Object.entries(entries)) {
    const path = ['connections', name]
    const connector = connectors.find((one) => one.id === crm)
    if (connector === undefined) {
      const ids = connectors.map((one) => one.id)
      const hint = didYouMean(crm, ids) ?? `There are: ${listed(ids)}`
      problems.push({ path: [...path, 'crm'], message: 'names no connector', hint })
      problems.push(...secretProblems(raw, path))
      continue
    }
    const known = new Set(Object.keys(connector.settings.shape))
    const secrets = secretProblems(raw, path, known)
    const parsed = connector.settings.safeParse(raw)
    if (secrets.length > 0) problems.push(...secrets)
    else if (!parsed.success) {
      problems.push(...schemaProblems(parsed.error.issues, optionsSchema(connector.settings), raw, path))
    } else connections.set(name, { name, connector, settings: parsed.data })
  }
  return { connections, problems }
}

/**
 * What `-o` names: connections of the policy, else whatever a connector makes of the name. Without names all of the
 * policy's. Throws `UNKNOWN_CONNECTION` or `NO_CONNECTION`, exit 2.
 */
export function resolveConnections(
  known: ReadonlyMap<string, NamedConnection>,
  names: readonly string[],
  connectors: readonly Connector[],
): readonly NamedConnection[] {
  if (names.length === 0 && known.size === 0) {
    throw new KitError('NO_CONNECTION', 'No connection is named, and the policy has none.', {
      exit: exitCodes.usage,
      actions: ['Name one:  steward scan -o ALIAS', 'Try it without an org:  steward demo'],
    })
  }
  if (names.length === 0) return [...known.values()]
  return [...new Set(names)].map((name) => known.get(name) ?? fromName(name, known, connectors))
}

function fromName(
  name: string,
  known: ReadonlyMap<string, NamedConnection>,
  connectors: readonly Connector[],
): NamedConnection {
  for (const connector of connectors) {
    const raw = connector.fromName?.(name)
    if (raw === null || raw === undefined) continue
    const settings = connector.settings.safeParse(raw)
    if (settings.success)
      return { name, connector: withNames(connector, name, known), settings: settings.data }
  }
  throw new KitError('UNKNOWN_CONNECTION', `There is no connection "${name}".`, {
    exit: exitCodes.usage,
    actions: namesFirst(name, known),
  })
}

/** A login that is not there may be a name of the policy, mistyped. */
function withNames(
  connector: Connector,
  name: string,
  known: ReadonlyMap<string, NamedConnection>,
): Connector {
  if (known.size === 0) return connector
  const connect: Connector['connect'] = async (settings, context) => {
    try {
      return await connector.connect(settings, context)
    } catch (error) {
      if (!isKitError(error) || error.code !== 'UNKNOWN_LOGIN') throw error
      const { code, exit, actions, message } = error
      throw new KitError(code, `The policy has no connection "${name}". ${message}`, {
        exit,
        actions: [...namesFirst(name, known), ...actions],
        cause: error,
      })
    }
  }
  return { ...connector, connect }
}

function namesFirst(name: string, known: ReadonlyMap<string, NamedConnection>): readonly string[] {
  const all = [...known.keys()]
  const meant = didYouMean(name, all)
  const names = all.length === 0 ? 'The policy names no connections.' : `The policy names: ${listed(all)}`
  return meant === undefined ? [names] : [meant, names]
}
