import { expect, it } from 'vitest'
import { cleanedCertifier } from '../../../connectors/transport/cleaned-certifier.ts'
import { createRedactor } from '../../../connectors/transport/redact.ts'
import type { Seen, TestTrial } from '../../../src/kit/certify.ts'

it('keeps what an org echoes of a login out of all that a trial says', async () => {
  const secret = 'ECHOED-access-token-0123456789'
  const redactor = createRedactor()
  redactor.learn(secret)
  const left = { object: 'Contact', id: '1', why: `refused ${secret}` }
  const certifier = cleanedCertifier(
    {
      makes: [],
      statements: [],
      run: async ({ tell, log }) => {
        log(`trying ${secret}`)
        tell('one', { is: 'not tested', saw: `status 400 ${secret}` })
      },
      cleanUp: async () => [left],
    },
    redactor.clean,
  )
  const said: (string | Seen)[] = []
  const trial: TestTrial = {
    mark: 'Steward certify 00000000',
    made: async () => undefined,
    tell: (_, seen) => void said.push(seen),
    now: () => new Date(0),
    pause: async () => undefined,
    signal: new AbortController().signal,
    log: (line) => void said.push(line),
  }
  await certifier.run(trial)
  const leftovers = await certifier.cleanUp(trial.mark, [], () => undefined)
  expect(said).toHaveLength(2)
  expect(leftovers).toMatchObject([{ object: 'Contact', id: '1' }])
  expect(JSON.stringify([said, leftovers])).not.toContain(secret)
})
