import { type Certifier, runChapters, statementsOf } from '../../../src/kit/certify.ts'
import type { Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { mergeAccounts } from './accounts.ts'
import { openBench } from './bench.ts'
import { cleanUp } from './clean-up.ts'
import { makeContacts } from './make.ts'
import { mergeContacts } from './merge.ts'
import { mergeAgain, relink, undelete } from './undo.ts'

const chapters = [makeContacts, mergeContacts, undelete, relink, mergeAgain, mergeAccounts]

export const statements = statementsOf(chapters)

export function createCertifier(api: Api, writer: Writer): Certifier {
  return {
    makes: [
      'three contacts of one account, and a fourth one of another account',
      'what hangs on them: a task, a case, a deal with a contact role, two campaigns with members, a share',
      'two merges of contacts and one of accounts; what is merged away stays in the recycle bin',
    ],
    statements,
    run: (trial) => runChapters(chapters, openBench(api, writer, trial), trial),
    cleanUp: (mark, made, tell) => cleanUp(api, { mark, made, tell }),
  }
}
