import type { Writer } from '../../../src/kit/writer.ts'
import type { Meter } from '../../transport/meter.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { mergeByApex, mergeScript, needsApex } from './apex.ts'
import { createRecords, updateRecords } from './collections.ts'
import { readFates } from './fates.ts'
import { wordsOf } from './mask.ts'
import { mergeBySoap } from './merge.ts'
import { removeRecords } from './remove.ts'
import { restoreBySoap } from './restore.ts'

export type Writes = Pick<Writer, 'fates' | 'script' | 'merge' | 'update' | 'create' | 'restore' | 'remove'>

export interface WriteParts {
  readonly api: Api
  readonly meter: Meter
  readonly descriptions: Descriptions
}

export function createWrites({ api, meter, descriptions }: WriteParts): Writes {
  const words = (object: string) => wordsOf(descriptions.fields(object)?.values() ?? [])
  const context = { api, observe: meter.observe, words }
  return {
    fates: (object, ids) => readFates(api, descriptions, object, ids),
    script: (object, steps) => (needsApex(object) ? mergeScript(object, steps) : null),
    merge: (object, steps) =>
      needsApex(object) ? mergeByApex(context, object, steps) : mergeBySoap(context, object, steps),
    update: (object, updates) => updateRecords(context, object, updates),
    create: (object, records) => createRecords(context, object, records),
    restore: (object, ids) => restoreBySoap(context, object, ids),
    remove: (object, ids) => removeRecords(context, object, ids),
  }
}
