import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'

export interface WriteContext {
  readonly api: Api
  readonly descriptions: Descriptions
}
