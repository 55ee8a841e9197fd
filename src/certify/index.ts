export { type CertifiedOrg, certifyOrg } from './certify-org.ts'
export { countsOf, readCertification } from './result.ts'
