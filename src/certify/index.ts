export { type CertifiedOrg, certifyOrg, type Leftover } from './certify-org.ts'
export { type Certification, countsOf, readCertification } from './result.ts'
