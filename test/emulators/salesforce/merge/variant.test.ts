import { describe, expect, it } from 'vitest'
import { outcomes, request, useOrg } from './inside.ts'

describe.each(['business', 'nonprofit'] as const)('an org of variant %s', (variant) => {
  const { make, row, call } = useOrg({ variant })

  it('merges, undeletes and converts without person accounts', async () => {
    const [account, gone] = [make('Account', { Name: 'm' }), make('Account', { Name: 'l' })]
    const [master, loser] = [
      make('Contact', { LastName: 'm', AccountId: account }),
      make('Contact', { LastName: 'l', AccountId: gone }),
    ]
    const merges = request('Account', account, [gone]) + request('Contact', master, [loser])
    expect(outcomes(await call(`<merge>${merges}</merge>`))).toEqual(['success', 'success'])
    expect(row('Contact', loser)).toMatchObject({ AccountId: account, MasterRecordId: master })
    expect(outcomes(await call(`<undelete><ids>${gone}</ids><ids>${loser}</ids></undelete>`))).toEqual([
      'success',
      'success',
    ])
    const leadId = make('Lead', { LastName: 'l', Company: 'c' })
    const status = '<convertedStatus>Closed - Converted</convertedStatus>'
    const convert = `<leadConverts>${status}<leadId>${leadId}</leadId></leadConverts>`
    expect(outcomes(await call(`<convertLead>${convert}</convertLead>`))).toEqual(['success'])
  })
})
