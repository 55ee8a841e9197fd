import { type Certifier, runChapters, statementsOf } from '../../../src/kit/certify.ts'
import type { Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { archive, mergeAgain, splitAgain } from './afterwards.ts'
import { openBench } from './bench.ts'
import { cleanUp } from './clean-up.ts'
import { makeContacts } from './make.ts'
import { mergeContacts } from './merge.ts'

const chapters = [makeContacts, mergeContacts, splitAgain, mergeAgain, archive]

export const statements = statementsOf(chapters)

export function createCertifier(api: Api, writer: Writer): Certifier {
  return {
    makes: [
      'three contacts with addresses at example.com, and some more with the same ones',
      'what hangs on them: two companies, a deal, a static list',
      'two merges of contacts, which nothing takes back; what they left goes to the recycle bin',
    ],
    statements,
    run: (trial) => runChapters(chapters, openBench(api, writer, trial), trial),
    cleanUp: (mark, made, tell) => cleanUp(api, writer, { mark, made, tell }),
  }
}
