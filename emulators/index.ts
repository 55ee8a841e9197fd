export { type EmulatedOrg, type SalesforceOrgOptions, startSalesforceOrg } from './salesforce/index.ts'
