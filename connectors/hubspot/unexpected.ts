import { KitError } from '../../src/kit/error.ts'

/** `what` goes on after the host: `leads in a circle while reading owners`. */
export function unexpectedAnswer(host: string, what: string): KitError {
  return new KitError('UNEXPECTED_ANSWER', `${host} ${what}.`, {
    actions: [
      'Run the command again; if it happens again, leave `baseUrl` out or set it to the address of the API itself.',
    ],
  })
}
