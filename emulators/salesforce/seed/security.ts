import { idOf } from '../store/id.ts'
import { fill, type Row, type Seeding, stamp, stream } from './seeding.ts'

/** What a security review reads: second factors, tokens of connected apps, the health check. */
export function fillSecurity(seeding: Seeding): void {
  const factors = `UserId HasBuiltInAuthenticator HasSalesforceAuthenticator HasSecurityKey HasTotp HasUserVerifiedEmailAddress
    HasUserVerifiedMobileNumber`
  fill(seeding, 'TwoFactorMethodsInfo', factors, secondFactors(seeding))
  fill(seeding, 'OauthToken', 'UserId AppName UseCount LastUsedDate CreatedDate', tokens(seeding))
  fill(seeding, 'SecurityHealthCheck', 'Id DurableId Score TotalMeetsStandard', [
    [idOf('0Sh', 1), 'HealthCheck', '67', 24],
  ])
  fill(
    seeding,
    'SecurityHealthCheckRisks',
    'DurableId RiskType Setting SettingGroup OrgValue StandardValue SettingRiskCategory SecurityHealthCheckId',
    risks.map(([type, setting, group, has, wanted], index) => [
      `Risk${index + 1}`,
      type,
      setting,
      group,
      has,
      wanted,
      type === 'MEETS_STANDARD' ? 'MEDIUM_RISK' : type,
      idOf('0Sh', 1),
    ]),
  )
}

const risks: readonly (readonly [
  type: string,
  setting: string,
  group: string,
  has: string,
  wanted: string,
])[] = [
  ['HIGH_RISK', 'Maximum invalid login attempts', 'PasswordPolicies', 'No Limit', '3'],
  ['HIGH_RISK', 'Administrators can log in as any user', 'SessionSettings', 'Enabled', 'Disabled'],
  [
    'MEDIUM_RISK',
    'Password complexity requirement',
    'PasswordPolicies',
    'No restriction',
    'Mix alpha and numeric',
  ],
  ['LOW_RISK', 'User passwords expire in', 'PasswordPolicies', 'Never expires', '90 days'],
  ['MEETS_STANDARD', 'Lock sessions to the domain', 'SessionSettings', 'Enabled', 'Enabled'],
]

/** A quarter of the people have none. */
function* secondFactors(seeding: Seeding): Generator<Row> {
  for (const [index, user] of seeding.staff.all.entries()) {
    const source = stream(seeding.world, 64, index)
    const none = source.chance(0.25)
    const app = !none && source.chance(0.8)
    yield [user.id, false, app, !none && source.chance(0.1), !none && !app, source.chance(0.9), false]
  }
}

function* tokens(seeding: Seeding): Generator<Row> {
  const { calendar } = seeding.world
  for (const [index, user] of seeding.staff.all.entries()) {
    const source = stream(seeding.world, 65, index)
    if (!source.chance(0.3)) continue
    const from = calendar.between(Math.max(user.from, calendar.start), calendar.asOf, source)
    const used = calendar.between(from, calendar.asOf, source)
    yield [
      user.id,
      source.pick(['Data Loader', 'Salesforce CLI', 'Mobile']),
      1 + source.int(400),
      stamp(used),
      stamp(from),
    ]
  }
}
