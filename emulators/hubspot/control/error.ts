/** A request to the control door that makes no sense: 400 with the sentence. */
export class ControlError extends Error {}
