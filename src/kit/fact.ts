import type { RecordKey } from './record.ts'

/**
 * Facts about an org that are not records. Privileges are never expanded to user x privilege: an assignment
 * gives a user a container, a container may include others (a group its sets, some of them muted), and a
 * privilege belongs to a container.
 */
export type Fact =
  | {
      readonly kind: 'setting'
      readonly name: string
      readonly value: string | number | boolean | null
      readonly observedAt: string
    }
  | {
      readonly kind: 'event'
      readonly name: string
      readonly at: string
      readonly user: string | null
      readonly detail: string
      readonly observedAt: string
    }
  | {
      readonly kind: 'assignment'
      readonly user: RecordKey
      readonly container: string
      readonly expiresAt: string | null
    }
  | {
      readonly kind: 'container'
      readonly id: string
      readonly label: string
      readonly type: string
      readonly custom: boolean
    }
  | {
      readonly kind: 'inclusion'
      readonly container: string
      readonly includes: string
      readonly muted: boolean
    }
  | {
      readonly kind: 'privilege'
      readonly container: string
      readonly name: string
      readonly object: string | null
    }
  | {
      /** Something of the org's own that runs or refuses when records are written. */
      readonly kind: 'automation'
      readonly type: 'trigger' | 'flow' | 'workflow' | 'validation'
      readonly name: string
      readonly object: string
      /** The writes it reacts to. */
      readonly on: readonly ('create' | 'update' | 'delete' | 'restore')[]
    }

export type FactKind = Fact['kind']
