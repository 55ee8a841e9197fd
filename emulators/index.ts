export { type EmulatedAccount, type HubspotOptions, startHubspotAccount } from './hubspot/index.ts'
export { allScopes, enterpriseScopes } from './hubspot/scopes/names.ts'
export { type EmulatedOrg, type SalesforceOrgOptions, startSalesforceOrg } from './salesforce/index.ts'
