import { createPublicKey, type KeyObject } from 'node:crypto'

/** An external client app of the org, or the one that every org knows for the vendor's own command line. */
export interface ConnectedApp {
  readonly clientId: string
  /** `null`: a public client, no secret asked. */
  readonly clientSecret: string | null
  /** The user that client credentials run as; `null`: that flow is off. */
  readonly runAs: string | null
  readonly rotatesRefreshTokens: boolean
  readonly keys: readonly KeyObject[]
}

export interface Apps {
  readonly find: (clientId: string) => ConnectedApp | undefined
  readonly add: (app: Omit<ConnectedApp, 'keys'>) => void
  /** Registers a certificate or public key in PEM for the JWT bearer flow. */
  readonly register: (clientId: string, pem: string) => void
  readonly rotate: (clientId: string, on: boolean) => boolean
}

const vendorClientId = 'PlatformCLI'

export function createApps(): Apps {
  const apps = new Map<string, ConnectedApp>()
  const add: Apps['add'] = (app) => {
    apps.set(app.clientId, { ...app, keys: [] })
  }
  add({ clientId: vendorClientId, clientSecret: null, runAs: null, rotatesRefreshTokens: false })
  return {
    add,
    find: (clientId) => apps.get(clientId),
    register(clientId, pem) {
      const app = apps.get(clientId) ?? {
        clientId,
        clientSecret: null,
        runAs: null,
        rotatesRefreshTokens: false,
        keys: [],
      }
      apps.set(clientId, { ...app, keys: [...app.keys, createPublicKey(pem)] })
    },
    rotate(clientId, on) {
      const app = apps.get(clientId)
      if (app === undefined) return false
      apps.set(clientId, { ...app, rotatesRefreshTokens: on })
      return true
    },
  }
}
