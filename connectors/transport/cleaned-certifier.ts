import type { Certifier } from '../../src/kit/certify.ts'

/** Nothing that a trial says may hold a secret, whatever the other side echoes. */
export function cleanedCertifier(certifier: Certifier, clean: (text: string) => string): Certifier {
  return {
    ...certifier,
    run: (trial) =>
      certifier.run({
        ...trial,
        tell: (id, { is, saw }) => trial.tell(id, { is, saw: clean(saw) }),
        log: (line) => trial.log(clean(line)),
      }),
    cleanUp: async (mark, made, tell) =>
      (await certifier.cleanUp(mark, made, tell)).map((left) => ({ ...left, why: clean(left.why) })),
  }
}
