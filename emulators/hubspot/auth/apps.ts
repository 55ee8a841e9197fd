import { createHash } from 'node:crypto'
import type { Session } from '../org.ts'
import { usualScopes } from '../scopes/names.ts'

export interface AppSpec {
  readonly name: string
  readonly kind: Session['kind']
  /** Default: all but those for sensitive values or of Enterprise. */
  readonly scopes?: readonly string[]
  /** OAuth only: each refresh ends the refresh token that was used and gives another. */
  readonly rotatesRefreshTokens?: boolean
}

/** A service key, a private app or an installed OAuth app: what bursts are counted by. */
export interface App extends AppSpec {
  readonly appId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
  readonly rotatesRefreshTokens: boolean
}

export interface Apps {
  /** The app of that name; made when there is none, and given the new scopes when there is. */
  readonly install: (spec: AppSpec) => App
  readonly byClientId: (clientId: string) => App | undefined
  readonly byId: (appId: string) => App | undefined
  readonly list: () => readonly App[]
}

/** Ids and secrets follow from `secret` and the name, so that two runs of the same account give the same ones. */
export function createApps(secret: string): Apps {
  const apps = new Map<string, App>()
  return {
    install(spec) {
      const known = apps.get(spec.name)
      const mark = `${secret}:app:${spec.name}`
      const app: App = {
        appId: known?.appId ?? String(1_000_001 + apps.size),
        clientId: known?.clientId ?? uuidOf(`${mark}:id`),
        clientSecret: known?.clientSecret ?? uuidOf(`${mark}:secret`),
        name: spec.name,
        kind: spec.kind,
        scopes: spec.scopes ?? usualScopes,
        rotatesRefreshTokens: spec.rotatesRefreshTokens ?? false,
      }
      apps.set(spec.name, app)
      return app
    },
    byClientId: (clientId) => [...apps.values()].find((app) => app.clientId === clientId),
    byId: (appId) => [...apps.values()].find((app) => app.appId === appId),
    list: () => [...apps.values()],
  }
}

/** A text in the form of a UUID of version 4. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
