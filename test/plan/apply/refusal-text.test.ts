import { expect, it } from 'vitest'
import { Stage } from './org.ts'

it('the journal has the code of a refusal, and none of its words', async () => {
  using stage = new Stage()
  for (const id of ['c0', 'd0']) stage.crm.add('Contact', id)
  const planned = stage.plan([{ members: ['c0', 'd0'] }])
  stage.crm.script = ({ verb }) =>
    verb === 'merge'
      ? { refuse: () => ({ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', retryable: false }) }
      : undefined
  expect(await stage.apply(planned)).toMatchObject({
    skipped: [{ code: 'refused', cause: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }],
  })
  expect(stage.journal.of('outcome').flatMap(({ outcomes }) => outcomes)).toEqual([
    { result: 'refused', code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: '' },
  ])
  expect(JSON.stringify(stage.journal.lines)).not.toContain('as scripted')
})
