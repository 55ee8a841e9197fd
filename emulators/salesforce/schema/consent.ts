import type { SObject } from './object.ts'

const BASE = `
  OwnerId ref:Group,User !
  @deleted
  Name string:255 ! name
  @audit
  @viewed`
const POINT = `
  ParentId ref:Account,Individual ! once cascade
  ActiveFromDate date
  ActiveToDate date
  BestTimeToContactEndTime time
  BestTimeToContactStartTime time
  IsPrimary boolean
  UsageType picklist = Home|Work|Temp
  IsPersonAccount boolean ro`
const STATUS = 'Seen|OptOutPending|OptOut|OptInPending|OptIn'

export const consentObjects: readonly SObject[] = [
  {
    name: 'ContactPointEmail',
    prefix: '9Vl',
    label: 'Contact Point Email',
    fields: `${BASE.replace('Name string:255 !', 'Name string:255 ro auto')}
      ${POINT.replace('cascade', 'cascade kids=ContactPointEmails')}
      EmailAddress email !
      EmailMailBox string:255 ro
      EmailDomain string:255 ro
      EmailLatestBounceDateTime datetime
      EmailLatestBounceReasonText string:255`,
    generated: {
      EmailMailBox: "substr(EmailAddress, 1, instr(EmailAddress, '@') - 1)",
      EmailDomain: "substr(EmailAddress, instr(EmailAddress, '@') + 1)",
    },
  },
  {
    name: 'ContactPointPhone',
    prefix: '9Vm',
    label: 'Contact Point Phone',
    fields: `${BASE.replace('Name string:255 !', 'Name string:255 ro auto')}
      ${POINT.replace('cascade', 'cascade kids=ContactPointPhones')}
      AreaCode string:10
      TelephoneNumber string:255 !
      ExtensionNumber string:10
      PhoneType picklist = Home|Mobile|Work
      IsSmsCapable boolean
      IsFaxCapable boolean
      IsPersonalPhone boolean
      IsBusinessPhone boolean`,
  },
  {
    name: 'ContactPointTypeConsent',
    prefix: '0ZY',
    label: 'Contact Point Type Consent',
    fields: `${BASE}
      PartyId ref:Individual ! kids=ContactPointTypeConsents cascade
      ContactPointType picklist:40 ! restricted = Email|MailingAddress|Phone|Social|Web
      CaptureContactPointType picklist:40 restricted = Email|MailingAddress|Phone|Social|Web
      CaptureDate datetime
      CaptureSource string:255
      DoubleConsentCaptureDate datetime
      EffectiveFrom datetime
      EffectiveTo datetime
      PrivacyConsentStatus picklist:40 restricted default=OptIn = ${STATUS}`,
  },
  {
    name: 'ContactPointConsent',
    prefix: '0oP',
    label: 'Contact Point Consent',
    fields: `${BASE}
      ContactPointId ref:ContactPointEmail,ContactPointPhone ! kids=ContactPointConsents cascade
      CaptureContactPointType picklist:40 restricted = Email|MailingAddress|Phone|Social|Web
      CaptureDate datetime
      CaptureSource string:255
      EffectiveFrom datetime
      EffectiveTo datetime
      PrivacyConsentStatus picklist:40 restricted default=OptIn = ${STATUS}`,
  },
  {
    name: 'CommSubscription',
    prefix: '0Xl',
    label: 'Communication Subscription',
    fields: BASE,
  },
  {
    name: 'CommSubscriptionChannelType',
    prefix: '0eB',
    label: 'Communication Subscription Channel Type',
    fields: `${BASE}
      CommunicationSubscriptionId ref:CommSubscription ! kids=CommSubscriptionChannelTypes cascade
      MessagingChannelType string:80`,
  },
  {
    name: 'CommSubscriptionConsent',
    prefix: '0dY',
    label: 'Communication Subscription Consent',
    fields: `${BASE}
      ConsentGiverId ref:Account,Contact,Individual,User ! kids=CommSubscriptionConsents restrict
      ContactPointId ref:ContactPointEmail,ContactPointPhone kids=CommSubscriptionConsents
      CommSubscriptionChannelTypeId ref:CommSubscriptionChannelType ! kids=CommSubscriptionConsents restrict
      EffectiveFromDate date !
      ConsentCapturedDateTime datetime !
      ConsentCapturedSource string:255 !
      PrivacyConsentStatus picklist:40 restricted default=OptIn = ${STATUS}`,
  },
  {
    name: 'AuthorizationForm',
    prefix: '0cG',
    label: 'Authorization Form',
    fields: `${BASE}
      EffectiveFromDate date
      EffectiveToDate date
      RevisionNumber string:255
      IsSignatureRequired boolean`,
  },
  {
    name: 'AuthorizationFormText',
    prefix: '0cM',
    label: 'Authorization Form Text',
    fields: `${BASE}
      AuthorizationFormId ref:AuthorizationForm ! kids=AuthorizationFormTexts cascade
      SummaryAuthFormText textarea:4000
      ContentDocumentId ref:ContentDocument kids=none
      Locale picklist:40 = en_US|es_ES|de_DE`,
  },
  {
    name: 'AuthorizationFormConsent',
    prefix: '0cK',
    label: 'Authorization Form Consent',
    fields: `${BASE}
      ConsentGiverId ref:Account,Contact,Individual,User ! kids=AuthorizationFormConsents restrict
      AuthorizationFormTextId ref:AuthorizationFormText ! kids=AuthorizationFormConsents restrict
      ConsentCapturedSource string:255 !
      ConsentCapturedSourceType picklist:40 ! restricted = Web|Phone|Email|InPerson
      ConsentCapturedDateTime datetime !
      DocumentVersionId ref:ContentVersion kids=none
      Status picklist:40 default=Agreed = Seen|Agreed|Rejected`,
  },
]
